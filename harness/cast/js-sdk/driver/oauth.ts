/** Sign-in by OAuth 2.0, at the issuer that the homeserver names. */
// As a whole, since an SDK without `OAuth2` must still be bundled.
import * as sdk from "matrix-js-sdk";
import { ErrorCode, type LoginParams } from "../../protocol.ts";
import { MethodError } from "../../rpc/errors.ts";
import type { SavedSession } from "./platform.ts";

const CLIENT_URI = "https://matrix-e2ee-torture.example/";
/** Where the issuer sends the user back to. Nobody listens there: what it says is in its query. */
const REDIRECT_URI = "http://127.0.0.1/signed-in";

/** By authorization code, as a client that the issuer has not met before. */
export async function signInAtIssuer(login: LoginParams): Promise<SavedSession> {
  const baseUrl = login.homeserverUrl;
  const metadata = await sdk.createClient({ baseUrl }).getAuthMetadata();
  const clientId = await sdk.OAuth2.registerClient(metadata, {
    application_type: "native",
    client_uri: CLIENT_URI,
    redirect_uris: [REDIRECT_URI],
  });
  const oauth = new sdk.OAuth2(metadata, { clientId, ...(login.deviceId && { deviceId: login.deviceId }) });
  const state = crypto.randomUUID();
  const page = await oauth.generateAuthorizationCodeGrantUrl(state, REDIRECT_URI, "query");
  const answer = (await consent(page, login)).searchParams;
  const code = answer.get("code");
  if (!code || answer.get("state") !== state) {
    throw new MethodError(ErrorCode.failed, `the issuer gave no code: ${answer.get("error_description")}`);
  }
  const { access_token: accessToken, refresh_token: refreshToken } = await oauth.completeAuthorizationCodeGrant(
    code,
    REDIRECT_URI,
  );
  if (!refreshToken) throw new MethodError(ErrorCode.failed, "the issuer gave no refresh token");
  const { user_id: userId } = await sdk.createClient({ baseUrl, accessToken }).whoami();
  return { userId, deviceId: oauth.context.deviceId, accessToken, oauth: { clientId, refreshToken } };
}

/** Plays the user in front of the issuer's page, and tells where it sends the browser. */
async function consent(page: string, { user, password }: LoginParams): Promise<URL> {
  const answer = await fetch(page, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ username: user, password }),
  });
  if (!answer.ok) throw new MethodError(ErrorCode.failed, `the issuer's page answered ${answer.status}`);
  return new URL(((await answer.json()) as { redirect_to: string }).redirect_to);
}
