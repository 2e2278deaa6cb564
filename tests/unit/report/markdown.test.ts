import { assert } from "chai";
import { escapeMarkdown, issueLink, markdownTable } from "../../../harness/report/markdown.ts";

describe("Markdown", () => {
  it("keeps codes, links between servers and key ids readable", () => {
    for (const text of ["OLM_UNKNOWN_MESSAGE_INDEX", "hs1->hs2", "signed_curve25519:AAAABg", "@bob:hs2 #1"]) {
      assert.equal(escapeMarkdown(text), text);
    }
  });

  it("takes no text for markup", () => {
    assert.equal(escapeMarkdown("*a* `b` <c> [d] | _e_\n# f"), "\\*a\\* \\`b\\` \\<c> \\[d\\] \\| \\_e\\_ # f");
    assert.equal(escapeMarkdown("# not a title"), "\\# not a title");
  });

  it("makes tables as GitHub reads them", () => {
    assert.equal(markdownTable(["a", "b"], [["1", "2"]]), "| a | b |\n| --- | --- |\n| 1 | 2 |");
  });

  it("links issues, and leaves other names alone", () => {
    const issue = "matrix-org/matrix-rust-sdk#2864";
    assert.equal(issueLink(issue), `[${issue}](https://github.com/matrix-org/matrix-rust-sdk/issues/2864)`);
    assert.equal(issueLink("complement TestNewUser"), "complement TestNewUser");
  });
});
