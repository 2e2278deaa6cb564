/** The OAuth issuers of a world's homeservers, behind one port: the part of Matrix Authentication Service that stories need. */
import type { RequestListener } from "node:http";
import type { IssuerConfig } from "./config.ts";
import { OAuthError } from "./errors.ts";
import { listener } from "./http.ts";
import { Realm } from "./realm.ts";

/** RFC 8414, section 3.1: the well-known part stands before the issuer's own path. */
const METADATA = /^\/\.well-known\/oauth-authorization-server\/([^/]+)\/?$/;

export function issuer(config: IssuerConfig): RequestListener {
  const realms = new Map(config.realms.map((realm) => [realm.server, new Realm(realm)]));
  return listener(async (path, call) => {
    if (path === "/health") return { status: 200 };
    const described = METADATA.exec(path)?.[1];
    const [, name = "", below = ""] = described
      ? ["", described, "/.well-known/openid-configuration"]
      : (/^\/([^/]+)(\/.*)$/.exec(path) ?? []);
    const realm = realms.get(name);
    if (!realm) throw new OAuthError("not_found", `No homeserver ${name} delegates sign-in to this issuer.`, 404);
    return await realm.answer({ ...call, path: below });
  });
}
