"""`worker.py kill|stop|start NAME`: ends a process of the server, or starts it again, and says what became of it."""

import socket
import sys

from control import SOCKET

with socket.socket(socket.AF_UNIX) as line:
    line.connect(str(SOCKET))
    line.sendall(" ".join(sys.argv[1:]).encode())
    line.shutdown(socket.SHUT_WR)
    answer = line.makefile().read()
print(answer)
sys.exit(answer.startswith("refused"))
