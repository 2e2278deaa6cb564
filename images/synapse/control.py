"""The line by which the harness reaches the supervisor: one request and one answer for each connection."""

import socket
from collections.abc import Callable

from supervisor import Refused, Supervisor

PORT = 8009

# What can be asked for: the word, and what is done with the name that follows it. It returns the answer.
Commands = dict[str, Callable[[str], str]]


def serve(supervisor: Supervisor, commands: Commands) -> None:
    """Answers until the container ends. @raises Died, Ended"""
    with socket.create_server(("", PORT)) as line:
        while True:
            if supervisor.wait(None, line):
                connection, _ = line.accept()
                with connection:
                    connection.sendall(answer(commands, connection.recv(1000).decode().strip()).encode())
                    connection.shutdown(socket.SHUT_RDWR)  # A process that was forked meanwhile holds it as well.


def answer(commands: Commands, request: str) -> str:
    word, _, name = request.partition(" ")
    try:
        if word not in commands:
            raise Refused(f"{word} is none of {', '.join(commands)}")
        return commands[word](name)
    except Refused as refusal:
        return f"refused: {refusal}"
