/** What the harness tells the issuer at its start. */
export interface IssuerConfig {
  port: number;
  /** One for each homeserver that delegates sign-in. The first part of a request's path is the homeserver's name. */
  realms: RealmConfig[];
}

export interface RealmConfig {
  /** The homeserver's name. */
  server: string;
  /** The issuer identifier, as clients know it; without a slash at its end. */
  url: string;
  /** Where the homeserver is told of users and devices. */
  homeserverUrl: string;
  /** Shared with the homeserver and the harness. */
  secret: string;
  /** How long an access token is good for, s. */
  tokenLifetimeS: number;
}
