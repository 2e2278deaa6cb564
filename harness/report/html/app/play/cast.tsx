import type { DeviceEntry, Entry } from "../../../../journal/entries.ts";
import { Scroll } from "../parts/scroll.tsx";

/** Who played, with which client, where. */
export function Cast({ entries }: { entries: Entry[] }) {
  const devices = entries
    .filter((entry): entry is DeviceEntry => entry.kind === "device" && entry.phase === "created")
    .sort((a, b) => a.device.localeCompare(b.device));
  if (devices.length === 0) return null;
  return (
    <section aria-labelledby="cast">
      <h2 id="cast">Cast</h2>
      <Scroll label="Table of the cast">
        <table>
          <thead>
            <tr>
              {["device", "client", "server", "user", "device id", "curve25519"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {devices.map(({ device, client, server, user, deviceId, curve25519 }) => (
              <tr key={device}>
                <th scope="row">{device}</th>
                <td>{client}</td>
                <td>{server}</td>
                <td>{user}</td>
                <td>{deviceId}</td>
                <td className="key">{curve25519}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
