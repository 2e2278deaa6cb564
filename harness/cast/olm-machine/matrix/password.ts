import { HttpError, type Json } from "./homeserver.ts";

/** Answers a user-interactive authentication with a password, where the server asks for it. */
export async function withPassword<T>(
  userId: string,
  password: string,
  attempt: (auth: { auth?: Json }) => Promise<T>,
): Promise<T> {
  try {
    return await attempt({});
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 401 || !error.data.session) throw error;
    const identifier = { type: "m.id.user", user: userId };
    return attempt({ auth: { type: "m.login.password", identifier, password, session: error.data.session } });
  }
}
