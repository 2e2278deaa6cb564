import { assert } from "chai";
import { fullDisk, type Run, slowDisk } from "../../../harness/cast/strace.ts";

describe("strace, for disks", () => {
  /** One that says these lines and then goes on, or ends. */
  function saying(lines: string[], { ends = false } = {}) {
    const done = Promise.withResolvers<void>();
    const commands: string[] = [];
    const run: Run = async (command, hear) => {
      commands.push(command.join(" "));
      for (const line of lines) hear(line);
      if (ends) done.resolve();
      return { ended: done.promise, end: async () => done.resolve() };
    };
    return { run, commands, ended: done.promise };
  }

  it("counts the writes that it refused, also those that it tells of in two lines", async () => {
    const { run, commands, ended } = saying([
      "strace: Process 100 attached with 3 threads",
      '[pid   101] pwrite64(9, ""..., 24, 292552) = -1 ENOSPC (No space left on device) (INJECTED)',
      '[pid   102] pwrite64(9, ""..., 24, 0 <unfinished ...>',
      "[pid   103] fallocate(7, 0, 0, 10)      = 0",
      "[pid   102] <... pwrite64 resumed>)     = -1 ENOSPC (No space left on device) (INJECTED)",
      "strace: Process 104 attached",
    ]);
    const disk = await fullDisk(run);
    assert.equal(await disk.struck(), 2);
    assert.match(commands[0] ?? "", /inject=pwrite64,.*:error=ENOSPC$/);
    await disk.mend();
    await ended;
  });

  it("delays writes and flushes by microseconds", async () => {
    const { run, commands } = saying([
      "/usr/bin/strace: Process 1 attached",
      "[pid 5] fdatasync(9)                = 0 (DELAYED)",
    ]);
    const disk = await slowDisk(run, 250);
    assert.equal(await disk.struck(), 1);
    assert.match(commands[0] ?? "", /inject=pwrite64,.*,fsync,.*:delay_enter=250000$/);
  });

  it("says why it could not attach", async () => {
    const { run } = saying(["strace: attach: ptrace(PTRACE_SEIZE, 7): Operation not permitted"], { ends: true });
    const error = await fullDisk(run).then(
      () => assert.fail("attached"),
      (reason: Error) => reason,
    );
    assert.include(error.message, "Operation not permitted");
    assert.include(error.message, "sudo sysctl");
  });
});
