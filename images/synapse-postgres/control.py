"""The line by which faults reach the supervisor: one request and one answer for each connection."""

import signal
import socket
from pathlib import Path

from supervisor import Refused, Supervisor

SOCKET = Path("/run/torture.sock")


def serve(supervisor: Supervisor) -> None:
    """Answers until the container ends. @raises Died, Ended"""
    SOCKET.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(str(SOCKET))
        line.listen()
        while True:
            if supervisor.wait(None, line):
                connection, _ = line.accept()
                with connection:
                    connection.sendall(answer(supervisor, connection.recv(1000).decode()).encode())
                    connection.shutdown(socket.SHUT_RDWR)  # A worker that was forked meanwhile holds it as well.


def answer(supervisor: Supervisor, request: str) -> str:
    word, _, name = request.partition(" ")
    try:
        match word:
            case "kill":
                return supervisor.end_member(name, signal.SIGKILL)
            case "stop":
                return supervisor.end_member(name, signal.SIGTERM)
            case "start":
                supervisor.revive(name)
                return f"{name} runs"
        raise Refused(f"{word} is none of kill, stop, start")
    except Refused as refusal:
        return f"refused: {refusal}"
