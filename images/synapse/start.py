"""Starts Synapse under the Complement image contract, as often as one likes on the same /data.

Everything happens in the one interpreter that goes on to be Synapse: a shell and an openssl
before it would cost a third of the start.
"""

import gc
import importlib
import shutil
import signal
import sys
from collections.abc import Callable
from types import ModuleType

from contract import DATA, HERE, prepare, write_configuration


def without_collecting(load: Callable[[], ModuleType]) -> ModuleType:
    """Loads what will never be garbage, and tells the collector so: a quarter of the start."""
    gc.disable()
    loaded = load()
    gc.freeze()
    gc.enable()
    return loaded


def main() -> None:
    # The kernel spares process 1 every signal that it does not handle. Later Synapse handles this one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    config = prepare()
    # Migrated when the image was built.
    if not (DATA / "homeserver.db").exists():
        shutil.copyfile(HERE / "empty.db", DATA / "homeserver.db")
    path = write_configuration("homeserver", config)

    homeserver = without_collecting(lambda: importlib.import_module("synapse.app.homeserver"))
    sys.argv = ["synapse", "--config-path", str(path)]
    homeserver.main()


if __name__ == "__main__":
    main()
