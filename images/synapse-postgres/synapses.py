"""Synapse's processes, forked from one that has loaded it: nine interpreters would take nine times as long."""

import gc
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

MAIN = "synapse.app.homeserver"
WORKER = "synapse.app.generic_worker"


def load() -> None:
    """Loads what all have in common, and keeps the collector from touching it: untouched memory stays shared."""
    gc.disable()
    for name in (MAIN, WORKER):
        importlib.import_module(name)
    gc.freeze()
    gc.enable()


def becoming(app: str, configurations: list[Path]) -> Callable[[], None]:
    def become() -> None:
        from twisted.internet import reactor

        # Loading has made a reactor, whose poller and pipes all forks would share. Its name is bound in hundreds of
        # modules by now, so the same object gets the inside of a new one.
        reactor.__dict__ = type(reactor)().__dict__
        sys.argv = [app]
        for path in configurations:
            sys.argv += ["--config-path", str(path)]
        sys.modules[app].main()

    return become
