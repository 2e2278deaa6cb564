/** Client applications, which make themselves known (RFC 7591). All are public: none has a secret. */
import { randomUUID } from "node:crypto";
import { OAuthError } from "./errors.ts";

export const GRANT_TYPES = ["authorization_code", "refresh_token"];

export interface Client {
  id: string;
  redirectUris: string[];
  grantTypes: string[];
}

export class Clients {
  readonly #byId = new Map<string, Client>();

  /** Registers a client and returns its metadata as the issuer took them. */
  register(metadata: Record<string, unknown>): Record<string, unknown> {
    const redirectUris = stringsIn(metadata.redirect_uris);
    if (redirectUris.length === 0 || !redirectUris.every((uri) => URL.canParse(uri))) {
      throw new OAuthError("invalid_redirect_uri", "redirect_uris must be a list of at least one URL.");
    }
    if (typeof metadata.client_uri !== "string" || !metadata.client_uri.startsWith("https://")) {
      throw new OAuthError("invalid_client_metadata", "client_uri must be an https URL.");
    }
    const grantTypes = metadata.grant_types === undefined ? ["authorization_code"] : stringsIn(metadata.grant_types);
    const unknown = grantTypes.find((type) => !GRANT_TYPES.includes(type));
    if (unknown) throw new OAuthError("invalid_client_metadata", `The grant type ${unknown} is not offered.`);
    if ((metadata.token_endpoint_auth_method ?? "none") !== "none") {
      throw new OAuthError("invalid_client_metadata", "Only public clients: token_endpoint_auth_method must be none.");
    }
    const client = { id: randomUUID(), redirectUris, grantTypes };
    this.#byId.set(client.id, client);
    const taken = { redirect_uris: redirectUris, grant_types: grantTypes, token_endpoint_auth_method: "none" };
    return { ...metadata, ...taken, client_id: client.id, client_id_issued_at: Math.floor(Date.now() / 1000) };
  }

  find(id: string | null): Client | undefined {
    return this.#byId.get(id ?? "");
  }
}

function stringsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
