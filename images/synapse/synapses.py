"""Synapse's processes, forked from one that has loaded it: loading takes longer than all the rest of a start."""

import gc
import importlib
import random
import socket
import sqlite3
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from signedjson.key import read_signing_keys
from supervisor import Member

MAIN = "synapse.app.homeserver"
WORKER = "synapse.app.generic_worker"
HOST = "127.0.0.1"


def load(*apps: str) -> None:
    """Loads what all have in common, and keeps the collector from touching it: untouched memory stays shared."""
    gc.disable()
    sqlite3.connect = partial(connect_unsynced, sqlite3.connect)
    for name in apps:
        importlib.import_module(name)
    gc.freeze()
    gc.enable()


def connect_unsynced(connect: Callable, *args, **options) -> sqlite3.Connection:
    """No power fails here, and what a killed process has written stays: to wait for the disk gains nothing."""
    connection = connect(*args, **options)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def parse_ahead(configuration: Path, signing_key: Path) -> None:
    """The next main process has this configuration, with another key: half of its start would be reading it."""
    with open(signing_key) as file:
        parsed(configuration).key.signing_key = read_signing_keys(file)


@cache
def parsed(configuration: Path):
    """The configuration; every main process to come takes it as it is."""
    from synapse.config.homeserver import HomeServerConfig

    config = HomeServerConfig.load_or_generate_config("Synapse", ["--config-path", str(configuration)])
    HomeServerConfig.load_or_generate_config = staticmethod(lambda *_: config)
    return config


def process(name: str, app: str, configurations: list[Path], port: int) -> Member:
    """A process that is ready when it listens on a port."""
    return Member(name, partial(become, app, configurations), partial(listens, port))


def become(app: str, configurations: list[Path]) -> None:
    from twisted.internet import reactor

    # Loading has made a reactor, whose poller and pipes all forks would share. Its name is bound in hundreds of
    # modules by now, so the same object gets the inside of a new one.
    reactor.__dict__ = type(reactor)().__dict__
    random.seed()
    sys.argv = [app]
    for path in configurations:
        sys.argv += ["--config-path", str(path)]
    sys.modules[app].main()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
