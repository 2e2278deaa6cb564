export { type ClientFaults, client } from "./client.ts";
export { type Fault, perhaps } from "./fault.ts";
export { type IssuerFault, type IssuerFaults, issuer } from "./issuer.ts";
export { type LinkFaults, link } from "./link.ts";
export { type Malice, malice } from "./malice.ts";
export { type NetworkFaults, network } from "./network.ts";
export { type RequestFault, type Requests, requests } from "./requests.ts";
export { type ServerFaults, server } from "./server.ts";
export type { WorkerFaults } from "./worker.ts";
