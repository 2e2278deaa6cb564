import split from "split2";
import { type Handlers, MethodServer } from "../rpc/server.ts";

/**
 * Serves a driver's methods over stdin and stdout, and exits when the harness shuts it down (0) or is gone (1).
 * @param methods makes the handlers, given the way to emit events
 * @param explain turns errors of the driver's SDK into `MethodError`s
 */
export function serve(
  methods: (emit: MethodServer["emit"]) => Handlers & Required<Pick<Handlers, "hello" | "shutdown">>,
  explain?: (error: unknown) => unknown,
): void {
  const server = new MethodServer((line) => process.stdout.write(`${line}\n`), explain);
  const handlers = methods(server.emit);
  let ended = false;
  server.serve({
    ...handlers,
    shutdown: async (params) => {
      const result = await handlers.shutdown(params);
      ended = true;
      return result;
    },
  });
  const receive = async (line: string) => {
    await server.receive(line);
    if (ended) process.stdout.write("", () => process.exit(0));
  };
  process.stdin
    .pipe(split())
    .on("data", receive)
    .on("end", () => process.exit(1));
}
