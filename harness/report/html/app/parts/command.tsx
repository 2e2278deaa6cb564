import { useEffect, useRef, useState } from "react";

/** A line to paste into a shell, with a button that copies it. */
export function Command({ line }: { line: string }) {
  const { copied, copy } = useCopy(line);
  return (
    <div className="command">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line scrolls sideways, and the keyboard must reach it */}
      <pre tabIndex={0}>
        <code>{line}</code>
      </pre>
      <button type="button" onClick={copy}>
        {copied ? "Copied" : "Copy"}
      </button>
      <span role="status" className="unseen">
        {copied ? "The command is copied." : ""}
      </span>
    </div>
  );
}

function useCopy(text: string) {
  const [copied, setCopied] = useState(false);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const copy = async () => {
    await writeClipboard(text);
    setCopied(true);
    timer.current = window.setTimeout(setCopied, 2_000, false);
  };
  return { copied, copy };
}

/** Pages opened from disk may lack the clipboard API; the old way still works there. */
async function writeClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}
