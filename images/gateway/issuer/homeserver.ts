/** The homeserver, as Synapse lets Matrix Authentication Service tell it of users and devices. */
export class Homeserver {
  readonly #url: string;
  readonly #secret: string;

  constructor(url: string, secret: string) {
    this.#url = url;
    this.#secret = secret;
  }

  async provisionUser(localpart: string): Promise<void> {
    await this.#tell("provision_user", { localpart });
  }

  async upsertDevice(localpart: string, deviceId: string): Promise<void> {
    await this.#tell("upsert_device", { localpart, device_id: deviceId });
  }

  async deleteDevice(localpart: string, deviceId: string): Promise<void> {
    await this.#tell("delete_device", { localpart, device_id: deviceId });
  }

  async #tell(what: string, body: Record<string, string>): Promise<void> {
    const answer = await fetch(`${this.#url}/_synapse/mas/${what}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#secret}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The homeserver answered ${answer.status} to ${what}: ${await answer.text()}`);
  }
}
