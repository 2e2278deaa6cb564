import type { Register } from "./command.ts";

export const registerClean: Register = (program) => {
  program
    .command("clean")
    .description("removes containers and networks that earlier runs left behind")
    .action(async () => {
      const { cleanAll } = await import("../../world/reaper.ts");
      const removed = await cleanAll();
      console.log(removed.length > 0 ? `Removed ${removed.join(", ")}.` : "Nothing was left behind.");
    });
};
