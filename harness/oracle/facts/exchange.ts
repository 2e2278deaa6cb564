import type { HttpEntry } from "../../journal/index.ts";

/** When the exchange ended, ms. */
export const endOf = ({ t, durationMs }: HttpEntry): number => t + durationMs;

/** Whether the server did what it was asked, whatever the caller saw of it. */
export function wasDone({ status, serverStatus }: HttpEntry): boolean {
  return isSuccess(serverStatus === undefined ? status : serverStatus);
}

/** Whether the caller got a good answer. */
export function wasAnswered({ status, outcome }: HttpEntry): boolean {
  return outcome === "answered" && isSuccess(status);
}

/** What the caller saw, in words: `answered 504`, `cut`. */
export function outcomeText({ status, serverStatus, outcome }: HttpEntry): string {
  if (outcome === "answered") return `answered ${status}${serverStatus === null ? " in the server's stead" : ""}`;
  return outcome === "cut" ? "its connection was cut" : "given up by the caller";
}

const isSuccess = (status: number | null): boolean => status !== null && status >= 200 && status < 300;
