import type { Register } from "./command.ts";

export const registerDoctor: Register = (program, setExitCode) => {
  program
    .command("doctor")
    .description("says what is there, what is missing and how to get it")
    .option("--json", "for machines")
    .action(async ({ json }: { json?: boolean }) => {
      const { doctor } = await import("../../setup/doctor.ts");
      setExitCode(await doctor({ json: json ?? false }));
    });
};
