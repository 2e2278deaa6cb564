import { MatrixError, type UIAuthCallback } from "matrix-js-sdk";

type Attempt<T> = Parameters<UIAuthCallback<T>>[0];

/** Answers a user-interactive authentication with a password, where the server asks for it. */
export const withPassword =
  (userId: string, password: string) =>
  async <T>(attempt: Attempt<T>): Promise<T> => {
    try {
      return await attempt(null);
    } catch (error) {
      if (!(error instanceof MatrixError) || error.httpStatus !== 401) throw error;
      return attempt({
        type: "m.login.password",
        identifier: { type: "m.id.user", user: userId },
        password,
        session: error.data.session as string,
      });
    }
  };
