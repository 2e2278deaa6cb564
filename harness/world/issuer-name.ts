/** The name of the issuer in links, and on the network of each server that delegates sign-in to it. */
export const ISSUER = "issuer";

/** Where servers dial it, by the gateway. Known before anything runs, since servers are configured with it. */
export const ISSUER_PORT = 9090;
