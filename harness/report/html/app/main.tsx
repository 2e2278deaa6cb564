import { createRoot } from "react-dom/client";
import { OVERVIEW_ELEMENT, type Overview } from "../payload.ts";
import { App } from "./app.tsx";
import { unpack } from "./unpack.ts";

unpack<Overview>(OVERVIEW_ELEMENT).then((overview) => {
  createRoot(document.getElementById("root") as HTMLElement).render(<App {...overview} />);
});
