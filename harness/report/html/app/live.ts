/** Where the page comes from `torture trace`: takes over what is new in the run, and calls back. */
export function followRun(changed: () => void): void {
  if (document.documentElement.dataset.live === undefined) return;
  new EventSource("changes").addEventListener("message", async () => {
    const page = new DOMParser().parseFromString(await (await fetch("")).text(), "text/html");
    for (const data of page.querySelectorAll("script[type='text/plain']")) {
      document.getElementById(data.id)?.remove();
      document.body.append(data);
    }
    changed();
  });
}
