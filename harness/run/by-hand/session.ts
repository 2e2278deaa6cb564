import { once } from "node:events";
import { type REPLEval, type ReplOptions, start } from "node:repl";
import { inspect } from "node:util";

/** Deep enough for a message, not so deep that an actor's client floods the screen. */
const DEPTH = 1;

/**
 * Lets somebody evaluate code line by line, with these words and top-level `await`, until `.exit` or the end of the
 * input. Completes the words and what they can do.
 * @returns the code that did not fail
 */
export async function talkByHand(words: Record<string, unknown>, streams: ReplOptions = {}): Promise<string[]> {
  const server = start({ ...streams, prompt: "torture> ", writer: (value) => inspect(value, { depth: DEPTH }) });
  Object.assign(server.context, words);
  const told: string[] = [];
  const evaluate = server.eval;
  const evaluateAndKeep: REPLEval = (code, context, file, done) =>
    evaluate.call(server, code, context, file, (error, result) => {
      if (!error && code.trim()) told.push(code.trim());
      done(error, result);
    });
  Object.assign(server, { eval: evaluateAndKeep });
  await once(server, "exit");
  return told;
}
