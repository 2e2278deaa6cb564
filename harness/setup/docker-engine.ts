import Docker from "dockerode";

/** The Docker engine of this machine, as the environment names it. */
export const docker = new Docker();
