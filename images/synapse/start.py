"""Starts Synapse under the Complement image contract, as often as one likes on the same /data.

Everything happens in the one interpreter whose fork goes on to be Synapse: a shell and an openssl before it would
cost a third of the start.
"""

import shutil
import signal
import sys
from pathlib import Path

import control
import synapses
from contract import DATA, HERE, SIGNING_KEY, TLS_FILES, make_signing_key, prepare, write_configuration
from supervisor import Supervisor, run

DATABASE = DATA / "homeserver.db"


def serve(supervisor: Supervisor) -> None:
    """Starts Synapse, and another in its place whenever it is asked for one. @raises Died, Ended"""
    configuration = write_configuration("homeserver", prepare())
    provide_database()
    synapses.load(synapses.MAIN)
    supervisor.launch(synapses.process("main", synapses.MAIN, [configuration], 8008))
    control.serve(supervisor, {"renew": lambda _: renew(supervisor, configuration)})


def provide_database() -> None:
    # Migrated when the image was built.
    if not DATABASE.exists():
        shutil.copyfile(HERE / "empty.db", DATABASE)


def renew(supervisor: Supervisor, configuration: Path) -> str:
    """
    A server that has met nobody yet takes the place of this one. It has the same configuration and certificate, and
    nothing else of it, in memory or on the disk.
    """
    supervisor.end_member("main", signal.SIGKILL)
    for path in set(DATA.iterdir()) - {configuration, *TLS_FILES}:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    provide_database()
    make_signing_key()
    synapses.parse_ahead(configuration, SIGNING_KEY)
    supervisor.revive("main")
    return "renewed"


if __name__ == "__main__":
    sys.exit(run(serve))
