import type { TimelineModel } from "./model.ts";

/** What the signs mean, as far as they occur. */
export function Legend({ model }: { model: TimelineModel }) {
  const signs = [
    { sign: "olm", text: "Olm: a room key on its way", when: model.hops.some(({ kind }) => kind === "olm") },
    { sign: "megolm", text: "Megolm: a message on its way", when: model.hops.some(({ kind }) => kind === "megolm") },
    { sign: "exchange", text: "HTTP exchange", when: model.exchanges.length > 0 },
    { sign: "failed", text: "failed or cut", when: true },
    { sign: "band", text: "fault", when: model.bands.length > 0 },
    { sign: "decrypted", text: "shown decrypted", when: true },
    { sign: "utd", text: "shown as unable to decrypt", when: model.shown.some(({ state }) => state === "utd") },
  ];
  return (
    <ul className="legend">
      {signs
        .filter(({ when }) => when)
        .map(({ sign, text }) => (
          <li key={sign}>
            <span className={`swatch ${sign}`} aria-hidden="true" /> {text}
          </li>
        ))}
    </ul>
  );
}
