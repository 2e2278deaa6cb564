import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { explain, soFar } from "../oracle/index.ts";
import { messagesNamed } from "./messages-named.ts";
import type { PausedPlay } from "./pause.ts";

export interface Console {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

type Command = (paused: PausedPlay, argument: string, lines: Interface) => Promise<string> | string;

const COMMANDS: Record<string, { usage: string; does: string; run?: Command }> = {
  sh: { usage: "sh SERVER [COMMAND]", does: "a shell in the server's container, or one command", run: shell },
  life: { usage: "life TEXT", does: "a message's life so far, by its text or event id", run: life },
  servers: { usage: "servers", does: "where the servers answer", run: servers },
  faults: { usage: "faults", does: "what the play is under", run: faults },
  heal: { usage: "heal", does: "ends all faults now", run: heal },
  help: { usage: "help", does: "this list", run: help },
  continue: { usage: "continue", does: "goes on with the play" },
};

/**
 * Lets somebody look at a paused play, until they say `continue`, the input ends, or the run is interrupted.
 * Ctrl-C interrupts the run.
 */
export async function promptWhilePaused(
  paused: PausedPlay,
  signal: AbortSignal,
  { input, output }: Console = { input: process.stdin, output: process.stdout },
): Promise<void> {
  const lines = createInterface({
    input,
    output,
    prompt: "paused> ",
    completer: complete(paused),
    terminal: input.isTTY,
  });
  let open = true;
  lines.once("close", () => {
    open = false;
  });
  lines.on("SIGINT", () => void process.kill(process.pid, "SIGINT"));
  const leave = () => lines.close();
  signal.addEventListener("abort", leave, { once: true });
  output.write(`\npaused: ${paused.title} [${paused.cell}]\n  ${paused.why}\n${help()}\n`);
  lines.prompt();
  for await (const line of lines) {
    const [, word = "", argument = ""] = /^\s*(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
    if (word === "continue") break;
    if (word) output.write(`${await answer(word, argument, paused, lines)}\n`);
    if (open) lines.prompt();
  }
  signal.removeEventListener("abort", leave);
  lines.close();
}

async function answer(word: string, argument: string, paused: PausedPlay, lines: Interface): Promise<string> {
  const command = COMMANDS[word]?.run;
  if (!command) return `There is no "${word}" here.\n${help()}`;
  try {
    return await command(paused, argument, lines);
  } catch (error) {
    return (error as Error).message;
  }
}

function help(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));
  return Object.values(COMMANDS)
    .map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}`)
    .join("\n");
}

async function shell({ world }: PausedPlay, argument: string, lines: Interface): Promise<string> {
  const [name = "", ...command] = argument.split(/\s+/);
  const server = world.server(name);
  if (command.length > 0) return (await server.exec(["sh", "-c", command.join(" ")])).trimEnd();
  lines.pause();
  process.stdin.setRawMode?.(false);
  const child = spawn("docker", ["exec", "-it", server.containerId, "sh"], { stdio: "inherit" });
  await once(child, "exit");
  process.stdin.setRawMode?.(true);
  lines.resume();
  return "";
}

function life({ journal }: PausedPlay, wanted: string): string {
  const events = messagesNamed(journal.entries, wanted);
  return (
    events.map((event) => explain(soFar(journal.entries), event)).join("\n\n") ||
    `No message has the text or event id "${wanted}".`
  );
}

function servers({ world }: PausedPlay): string {
  return [...world.servers.values()]
    .map(
      ({ name, clientUrl, containerId }) => `  ${name}  ${clientUrl}  docker exec -it ${containerId.slice(0, 12)} sh`,
    )
    .join("\n");
}

function faults({ underWay }: PausedPlay): string {
  return [...underWay.keys()].map((fault) => `  ${fault}`).join("\n") || "  none";
}

async function heal({ underWay }: PausedPlay): Promise<string> {
  const healed = [...underWay.keys()];
  await Promise.all([...underWay.values()].map((each) => each()));
  return healed.map((fault) => `  healed ${fault}`).join("\n") || "  There is no fault to heal.";
}

/** Completes commands, servers after `sh`, and texts of messages after `life`. */
function complete({ world, journal }: PausedPlay): (line: string) => [string[], string] {
  return (line) => {
    const choices = [
      ...Object.keys(COMMANDS),
      ...[...world.servers.keys()].map((name) => `sh ${name}`),
      ...journal.entries.flatMap((entry) => (entry.kind === "sent" ? [`life ${entry.body}`] : [])),
    ];
    return [choices.filter((choice) => choice.startsWith(line)), line];
  };
}
