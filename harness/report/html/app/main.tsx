import { createRoot } from "react-dom/client";
import { OVERVIEW_ELEMENT, type Overview } from "../payload.ts";
import { App } from "./app.tsx";
import { followRun } from "./live.ts";
import { unpack } from "./unpack.ts";

const root = createRoot(document.getElementById("root") as HTMLElement);

async function render(): Promise<void> {
  root.render(<App {...(await unpack<Overview>(OVERVIEW_ELEMENT))} />);
}

void render();
followRun(render);
