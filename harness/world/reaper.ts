/** Removes what a run left in Docker: by label, never by name. */
import { docker, isStatus } from "./docker.ts";
import { isAlive, OWNER_LABEL, RUN_LABEL } from "./labels.ts";

/** Removes everything that carries this label with this value. */
export async function removeLabelled(label: string, value: string): Promise<void> {
  await remove(await find(`${label}=${value}`));
}

/**
 * Removes what runs left behind whose process is gone; what belongs to a live process stays.
 * @returns what was removed, e.g. `["3 containers", "2 networks"]`
 */
export async function cleanAll(): Promise<string[]> {
  const all = await find(RUN_LABEL);
  const orphans: Resources = {
    containers: all.containers.filter(isOrphan),
    networks: all.networks.filter(isOrphan),
    images: all.images.filter(isOrphan),
  };
  await remove(orphans);
  return Object.entries(orphans)
    .filter(([, list]) => list.length > 0)
    .map(([kind, list]) => (list.length === 1 ? `1 ${kind.slice(0, -1)}` : `${list.length} ${kind}`));
}

interface Found {
  id: string;
  owner: string | undefined;
}

type Resources = Record<"containers" | "networks" | "images", Found[]>;

const isOrphan = ({ owner }: Found): boolean => !isAlive(owner);

async function find(label: string): Promise<Resources> {
  const filters = JSON.stringify({ label: [label] });
  const [containers, networks, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listImages({ filters }),
  ]);
  const found = ({ Id, Labels }: { Id: string; Labels?: Record<string, string> | null | undefined }): Found => ({
    id: Id,
    owner: Labels?.[OWNER_LABEL],
  });
  return { containers: containers.map(found), networks: networks.map(found), images: images.map(found) };
}

/** Networks and images go after their containers, a snapshot before the one that it was made upon; what somebody else removes at the same time is gone as well. */
async function remove({ containers, networks, images }: Resources): Promise<void> {
  await Promise.all(containers.map(({ id }) => gone(docker.getContainer(id).remove({ force: true, v: true }), id)));
  await Promise.all(networks.map(({ id }) => gone(docker.getNetwork(id).remove(), id)));
  for (const { id } of images) await gone(docker.getImage(id).remove({ force: true }), id);
}

async function gone(removal: Promise<unknown>, id: string): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (isStatus(error, 404)) return;
    if (!isStatus(error, 409)) throw error; // 409: its removal is under way already.
    await docker
      .getContainer(id)
      .wait({ condition: "removed" })
      .catch(() => {});
  }
}
