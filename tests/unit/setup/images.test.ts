import { assert } from "chai";
import { UsageError } from "../../../harness/run/usage-error.ts";
import { debianRoot, type RootSources } from "../../../harness/setup/images/debian-root.ts";
import { dendriteVersion, unknownDendrite } from "../../../harness/setup/images/dendrite-version.ts";
import { extraCertificates, proxyArguments } from "../../../harness/setup/images/host-trust.ts";
import { baseRecipe, DEFAULT_SYNAPSE, recipeOf } from "../../../harness/setup/images/recipe.ts";
import { synapseNeeds, unknownVersion } from "../../../harness/setup/images/synapse-version.ts";

describe("the recipe of an image", () => {
  it("names its content in its tag", () => {
    assert.match(recipeOf("synapse").tag, new RegExp(`^matrix-e2ee-torture/synapse:${DEFAULT_SYNAPSE}-[0-9a-f]{12}$`));
    assert.equal(recipeOf("synapse").tag, recipeOf("synapse", DEFAULT_SYNAPSE).tag);
  });

  it("stands on the base that it names", () => {
    assert.equal(recipeOf("gateway").buildArgs.BASE, baseRecipe("trixie").tag);
    assert.equal(recipeOf("synapse", "1.103.0").buildArgs.BASE, baseRecipe("bookworm").tag);
  });

  it("stands on the Synapse that it puts on Postgres", () => {
    const { on, buildArgs, debian } = recipeOf("synapse-postgres", "1.103.0");
    assert.equal(on?.tag, recipeOf("synapse", "1.103.0").tag);
    assert.deepEqual([buildArgs.BASE, debian], [on?.tag, "bookworm"]);
  });

  it("gives every version a content of its own", () => {
    const hash = (version: string) => recipeOf("synapse", version).tag.split("-").at(-1);
    assert.notEqual(hash("1.163.1"), hash("1.163.2"));
  });

  it("is the same for a version of Dendrite with and without its v", () => {
    assert.equal(recipeOf("dendrite", "v0.13.8").tag, recipeOf("dendrite").tag);
    assert.match(recipeOf("dendrite", "0.13.7").tag, /^matrix-e2ee-torture\/dendrite:0\.13\.7-/);
  });
});

describe("a version of Synapse", () => {
  it("gets the Debian whose Python it runs on", () => {
    assert.deepEqual(synapseNeeds("1.163.2"), { debian: "trixie", constraints: [] });
    assert.deepEqual(synapseNeeds("1.103.0"), { debian: "bookworm", constraints: ["prometheus-client<0.21"] });
    assert.equal(synapseNeeds("2.0.0").debian, "trixie");
    assert.equal(synapseNeeds("1.163.0rc1").debian, "trixie");
  });

  for (const text of ["", "latest", "1.163", "v1.163.2", "1.163.2; reboot"]) {
    it(`is not "${text}"`, () => assert.throws(() => synapseNeeds(text), UsageError, /like 1\.163\.2/));
  }

  it("that PyPI lacks is answered with some that it has", () => {
    const said =
      "ERROR: Could not find a version that satisfies the requirement matrix-synapse==9.9.9 " +
      "(from versions: 1.1.0, 1.2.0, 1.3.0, 1.4.0, 1.5.0, 1.6.0)\nERROR: No matching distribution found";
    const error = unknownVersion(said);
    assert.instanceOf(error, UsageError);
    assert.include(error?.message, "no Synapse 9.9.9");
    assert.include(error?.message, "are 1.2.0, 1.3.0, 1.4.0, 1.5.0, 1.6.0.");
  });

  it("is not blamed for other failures of a build", () => {
    assert.isUndefined(unknownVersion("E: Unable to locate package python3"));
    assert.isUndefined(unknownVersion("satisfies the requirement attrs==9 (from versions: 1)"));
  });
});

describe("a version of Dendrite", () => {
  it("is one of its Go module, with or without the v", () => {
    assert.deepEqual(["v0.13.8", "0.13.8"].map(dendriteVersion), ["0.13.8", "0.13.8"]);
    for (const text of ["", "latest", "0.13", "0.13.8; reboot"]) {
      assert.throws(() => dendriteVersion(text), UsageError, /like 0\.13\.8/);
    }
  });

  it("that the module lacks is answered with where to look", () => {
    const module = "github.com/matrix-org/dendrite/cmd/dendrite";
    const proxy = `go: ${module}@v9.9.9: reading https://proxy.golang.org/${module}/@v/v9.9.9.info: 404 Not Found`;
    const revision = `go: ${module}@v9.9.9: invalid version: unknown revision v9.9.9`;
    for (const said of [proxy, revision]) assert.include(unknownDendrite(said)?.message, "no version 9.9.9");
  });

  it("is not blamed for other failures of a build", () => {
    assert.isUndefined(unknownDendrite("go: github.com/gorilla/mux@v1.8.0: reading https://proxy.golang.org: 404"));
    assert.isUndefined(unknownDendrite("E: Unable to locate package golang-go"));
  });
});

describe("the Debian below the images", () => {
  function sources({ has = [], pulls }: { has?: string[]; pulls: boolean }) {
    const done: string[] = [];
    const fake: RootSources = {
      has: async (reference) => has.some((prefix) => reference.startsWith(prefix)),
      pull: async (reference) => {
        done.push(`pull ${reference}`);
        if (!pulls) throw new Error("no such host");
      },
      bootstrap: async (debian, reference) => void done.push(`bootstrap ${debian} as ${reference.split("-").at(0)}`),
    };
    return { fake, done };
  }
  const silent = () => {};

  it("is Debian's own, pulled", async () => {
    const { fake, done } = sources({ pulls: true });
    assert.equal(await debianRoot("trixie", silent, fake), "debian:trixie-slim");
    assert.deepEqual(done, ["pull debian:trixie-slim"]);
  });

  it("is bootstrapped where nothing can be pulled, and the reason is told", async () => {
    const { fake, done } = sources({ pulls: false });
    const told: string[] = [];
    const reference = await debianRoot("bookworm", (detail) => told.push(detail), fake);
    assert.match(reference, /^matrix-e2ee-torture\/debian:bookworm-[0-9a-f]{12}$/);
    assert.deepEqual(done, ["pull debian:bookworm-slim", "bootstrap bookworm as matrix"]);
    assert.include(told.join("\n"), "no such host");
  });

  for (const there of ["debian:trixie-slim", "matrix-e2ee-torture/debian:trixie-"]) {
    it(`is not fetched again when ${there} is there`, async () => {
      const { fake, done } = sources({ has: [there], pulls: false });
      assert.isTrue((await debianRoot("trixie", silent, fake)).startsWith(there));
      assert.isEmpty(done);
    });
  }
});

describe("what a build is told of the building machine", () => {
  it("is its proxies, in either spelling", () => {
    const env = { HTTPS_PROXY: "http://p:1", no_proxy: "localhost", HTTP_PROXY: "", PATH: "/bin" };
    assert.deepEqual(proxyArguments(env), { HTTPS_PROXY: "http://p:1", no_proxy: "localhost" });
  });

  it("is the certificates that it trusts besides", () => {
    assert.equal(
      extraCertificates({ NODE_EXTRA_CA_CERTS: import.meta.filename }).split("\n")[0],
      'import { assert } from "chai";',
    );
    assert.equal(extraCertificates({ SSL_CERT_FILE: "" }), "");
  });
});
