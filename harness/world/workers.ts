/** The processes of a Synapse with workers, as our image on Postgres runs it. */

/** The variable by which that image is told to run them: `1` for yes. */
export const WITH_WORKERS = "TORTURE_WORKERS";

/** The same as in images/synapse-postgres/workers.py, and the process that they take work off. */
export const WORKERS = [
  "main",
  "event_persister",
  "to_device",
  "device_lists",
  "account_data",
  "synchrotron",
  "client_reader",
  "federation_inbound",
  "federation_sender",
] as const;

export type WorkerName = (typeof WORKERS)[number];
