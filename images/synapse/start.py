"""Starts Synapse under the Complement image contract, as often as one likes on the same /data.

Everything happens in the one interpreter whose fork goes on to be Synapse: a shell and an openssl before it would
cost a third of the start.
"""

import shutil
import signal
import sys

import control
import synapses
from contract import DATA, HERE, prepare, write_configuration
from supervisor import Member, Supervisor, run


def serve(supervisor: Supervisor) -> None:
    """Starts Synapse, and another in its place whenever it is asked for one. @raises Died, Ended"""
    config = prepare()
    synapses.load(synapses.MAIN)
    supervisor.launch(homeserver(config))
    control.serve(supervisor, {"renew": lambda _: renew(supervisor)})


def homeserver(config: dict) -> Member:
    # Migrated when the image was built.
    if not (DATA / "homeserver.db").exists():
        shutil.copyfile(HERE / "empty.db", DATA / "homeserver.db")
    path = write_configuration("homeserver", config)
    return synapses.process("main", synapses.MAIN, [path], 8008)


def renew(supervisor: Supervisor) -> str:
    """A server that has met nobody yet takes the place of this one: nothing of its data, keys or memory is left."""
    supervisor.end_member("main", signal.SIGKILL)
    for path in DATA.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    member = homeserver(prepare())
    supervisor.launch(member)
    supervisor.await_ready(member)
    return "renewed"


if __name__ == "__main__":
    sys.exit(run(serve))
