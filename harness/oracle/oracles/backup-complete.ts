import type { NewFinding, Oracle } from "../case.ts";
import type { Facts, Operation } from "../facts/index.ts";
import type { FindingKind } from "../kinds.ts";

/** A restored backup is of the version in force, and holds all keys that had been reported as uploaded. */
export const backupComplete: Oracle = {
  name: "backup",
  examine({ facts }) {
    return facts
      .named("restoreBackup")
      .filter(({ outcome }) => outcome === "ok")
      .flatMap((restore) => examineRestore(facts, restore));
  },
};

function examineRestore(facts: Facts, restore: Operation): NewFinding[] {
  const user = facts.devices.get(restore.device)?.user;
  const before = facts.operations.filter(
    ({ device, to, outcome }) => outcome === "ok" && to < restore.from && facts.devices.get(device)?.user === user,
  );
  const made = before.findLast(({ name }) => name === "enableBackup" || name === "resetBackup");
  if (!made) return [];
  if (restore.result.version !== made.result.version) {
    return [
      finding(
        "backup-outdated",
        restore,
        `version ${restore.result.version}, while version ${made.result.version} is in force`,
      ),
    ];
  }
  const uploads = before.filter(({ name, from }) => name === "waitForBackup" && from >= made.to);
  const promised = Math.max(0, ...uploads.map(({ result }) => Number(result.count ?? 0)));
  const imported = Number(restore.result.imported ?? promised);
  return imported < promised
    ? [
        finding(
          "backup-incomplete",
          restore,
          `${imported} keys of version ${restore.result.version}, while ${promised} had been uploaded`,
        ),
      ]
    : [];
}

function finding(kind: FindingKind, { device, beat }: Operation, what: string): NewFinding {
  return {
    kind,
    severity: "broken",
    ...(beat && { beat }),
    device,
    story: [`${device} restored from backup ${what}.`],
  };
}
