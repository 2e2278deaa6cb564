"""Drives one Matrix device through matrix-nio, as docs/driver-protocol.md says."""

import asyncio
import logging
import platform
import sys
from importlib.metadata import version

from devices import Devices
from log import LogToHarness
from messages import Messages
from room_keys import RoomKeys
from rooms import Rooms
from rpc import Server
from session import Context, Sessions

CAPABILITIES = ["restart", "sigkill", "sendRaw", "exportKeys", "forceRotation", "blacklist"]


async def hello() -> dict:
    return {
        "protocol": 1,
        "driver": "matrix-nio",
        "versions": {
            "matrix-nio": version("matrix-nio"),
            "vodozemac": version("vodozemac"),
            "python": platform.python_version(),
        },
        "capabilities": CAPABILITIES,
    }


async def main() -> int:
    server = Server()
    logging.getLogger("nio").setLevel(logging.INFO)
    logging.getLogger("nio").addHandler(LogToHarness(server.emit))
    context = Context(server.emit)
    server.serve("hello", hello)
    for subject in (Sessions, Rooms, Messages, RoomKeys, Devices):
        server.serve_all(subject(context))
    return await server.run()


sys.exit(asyncio.run(main()))
