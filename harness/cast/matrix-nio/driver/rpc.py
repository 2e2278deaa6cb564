"""JSON-RPC 2.0, one message a line, over stdin and stdout."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

NO_SUCH_METHOD = -32601
INVALID_PARAMS = -32602
FAILED = 1
UNKNOWN_OUTCOME = 2

# The longest line that is read, in bytes: an import of many room keys.
LONGEST_LINE = 64 * 1024 * 1024

Emit = Callable[[str, dict], None]


class MethodError(Exception):
    """What a method raises to choose the code of its error reply. Any other error becomes FAILED."""

    def __init__(self, code: int, message: str, data: dict | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.data = data


def method(function: Callable[..., Awaitable[dict | None]]):
    """Marks what the harness may call; the parameters are the call's, and a missing result is an empty one."""
    function.is_method = True  # type: ignore[attr-defined]
    return function


class Server:
    def __init__(self) -> None:
        self._methods: dict[str, Callable[..., Awaitable[dict | None]]] = {}
        self._under_way: set[asyncio.Task] = set()

    def serve(self, name: str, function: Callable[..., Awaitable[dict | None]]) -> None:
        self._methods[name] = function

    def serve_all(self, subject: object) -> None:
        for name, member in vars(type(subject)).items():
            if getattr(member, "is_method", False):
                self.serve(name, getattr(subject, name))

    def emit(self, event: str, params: dict) -> None:
        _write({"jsonrpc": "2.0", "method": event, "params": params})

    async def run(self) -> int:
        """Returns the process's exit code: 0 after a shutdown, 1 when the harness is gone."""
        lines = asyncio.StreamReader(limit=LONGEST_LINE)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            request = json.loads(line)
            if request["method"] == "shutdown":
                await self._answer(request)
                return 0
            task = asyncio.create_task(self._answer(request))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return 1

    async def _answer(self, request: dict) -> None:
        reply: dict[str, Any] = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            reply["result"] = await self._call(request["method"], request.get("params") or {})
        except MethodError as error:
            reply["error"] = {"code": error.code, "message": str(error)}
            if error.data:
                reply["error"]["data"] = error.data
        except Exception as error:
            reply["error"] = {"code": FAILED, "message": f"{type(error).__name__}: {error}"}
        _write(reply)

    async def _call(self, name: str, params: dict) -> dict:
        function = self._methods.get(name)
        if not function:
            raise MethodError(NO_SUCH_METHOD, f"there is no method {name}")
        return await function(**params) or {}


def _write(message: dict) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
