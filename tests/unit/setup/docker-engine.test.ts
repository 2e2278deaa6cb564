import { assert } from "chai";
import { refuseToInstall } from "../../../harness/setup/debian-packages.ts";
import { type EngineState, planEngine } from "../../../harness/setup/docker-engine.ts";

const DEAD: EngineState = { answer: { code: "ENOENT" }, installed: false, root: true, apt: true };

describe("the plan for a Docker engine", () => {
  it("leaves one that answers alone", () => {
    assert.deepEqual(planEngine({ ...DEAD, answer: { version: "29.0.1" } }), { do: "nothing", version: "29.0.1" });
  });

  it("starts one that is installed, as root", () => {
    assert.deepEqual(planEngine({ ...DEAD, installed: true }), { do: "start" });
  });

  it("installs one, as root on Debian", () => {
    assert.deepEqual(planEngine(DEAD), { do: "install" });
  });

  const refusals: Record<string, [Partial<EngineState>, RegExp]> = {
    "a user who may not start it gets the command": [{ installed: true, root: false }, /`sudo service docker start`/],
    "a user who may not use it gets the command": [
      { answer: { code: "EACCES" }, installed: true, root: false },
      /`sudo usermod -aG docker \$USER`/,
    ],
    "a user who may not install it gets the command": [
      { root: false },
      /`sudo apt-get install -y docker\.io iptables`/,
    ],
    "another system gets the packages' names": [{ apt: false }, /install docker\.io iptables with this system's/],
    "an engine elsewhere is not ours to start": [
      { installed: true, dockerHost: "tcp://far:1" },
      /DOCKER_HOST=tcp:\/\/far:1/,
    ],
  };
  for (const [title, [state, sentence]] of Object.entries(refusals)) {
    it(title, () => {
      const plan = planEngine({ ...DEAD, ...state });
      assert.equal(plan.do, "fail");
      if (plan.do === "fail") assert.match(plan.error.message, sentence);
    });
  }
});

describe("a missing Debian package", () => {
  it("may be installed by root where there is apt", () => {
    assert.isUndefined(refuseToInstall(["debootstrap"], "It is missing", { root: true, apt: true }));
  });
});
