"""The server's answers: the errors among them, and requests that the library has no function for."""

import asyncio
import json
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import ClientError
from nio import AsyncClient
from nio.responses import ErrorResponse
from rpc import FAILED, UNKNOWN_OUTCOME, MethodError


async def answered(request: Any) -> Any:
    """
    The response to a request of the library.

    Raises MethodError, which says whether the operation may have happened all the same.
    """
    try:
        response = await request
    except (ClientError, asyncio.TimeoutError) as error:
        raise MethodError(UNKNOWN_OUTCOME, f"no answer: {error or type(error).__name__}") from error
    if isinstance(response, ErrorResponse):
        transport = response.transport_response
        raise refusal(transport.status if transport else 0, str(response), response.status_code)
    return response


async def request(
    client: AsyncClient, method: str, path: list[str], body: dict | None = None, query: dict | None = None
) -> dict:
    """Asks the client-server API for what the library has no function for. Raises as `answered` does."""
    url = "/_matrix/client/v3/" + "/".join(quote(part, safe="") for part in path)
    if query:
        url += "?" + urlencode(query)
    try:
        answer = await client.send(
            method, url, None if body is None else json.dumps(body), {"Authorization": f"Bearer {client.access_token}"}
        )
        content = await answer.json()
    except (ClientError, asyncio.TimeoutError) as error:
        raise MethodError(UNKNOWN_OUTCOME, f"no answer: {error or type(error).__name__}") from error
    if answer.status >= 400:
        raise refusal(answer.status, str(content.get("error")), content.get("errcode"), content)
    return content


class Refusal(MethodError):
    """An answer that is no success. `content` is its body."""

    def __init__(self, code: int, status: int, message: str, errcode: str | None, content: dict) -> None:
        super().__init__(code, f"{status} {errcode}: {message}", {"status": status, "errcode": errcode})
        self.status = status
        self.content = content


def refusal(status: int, message: str, errcode: str | None, content: dict | None = None) -> Refusal:
    return Refusal(UNKNOWN_OUTCOME if status >= 500 else FAILED, status, message, errcode, content or {})
