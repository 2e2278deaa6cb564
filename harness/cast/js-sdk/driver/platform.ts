import type { IStore } from "matrix-js-sdk/lib/store/index.js";

/** What a session needs to be taken up again. */
export interface SavedSession {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
  /** Of a session by OAuth. */
  readonly oauth?: { readonly clientId: string; readonly refreshToken: string };
}

/** Where the driver runs: a Node process or a page. */
export interface Platform {
  /** E.g. `matrix-js-sdk in Chromium`. */
  readonly driver: string;
  /** Of what is beside the SDK, e.g. `{"chromium": "156.0.8078.79"}`. */
  readonly versions: Record<string, string>;
  /** Whether the SDK's debug log is wanted. */
  readonly debug: boolean;
  /** Absent where nothing outlives the process. */
  readonly storage?: Storage;
}

/** Storage that survives the process, and its SIGKILL. */
export interface Storage {
  /** The store for sync data, as yet unopened. */
  syncStore(): IStore;
  save(session: SavedSession): Promise<void>;
  load(): Promise<SavedSession | undefined>;
}
