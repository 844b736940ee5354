"""A WebSocket as a browser would open it, spoken straight to an ASGI application."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator


class Socket:
    """Opens `path` of an application as `user`; must be used inside a running event loop."""

    def __init__(self, application: Any, path: str, *, user: Any) -> None:
        scope = {"type": "websocket", "path": path, "headers": [], "query_string": b"", "subprotocols": []}
        self._talk = ApplicationCommunicator(application, {**scope, "user": user})

    async def is_let_in(self) -> bool:
        await self._talk.send_input({"type": "websocket.connect"})
        answer = await self._talk.receive_output(timeout=5)
        return bool(answer["type"] == "websocket.accept")

    async def hear(self) -> Any:
        message = await self._talk.receive_output(timeout=5)
        return json.loads(message["text"])

    async def close(self) -> None:
        await self._talk.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._talk.wait(timeout=5)

    async def closed_with(self) -> int:
        """The code with which the other side closes."""
        message = await self._talk.receive_output(timeout=5)
        assert message["type"] == "websocket.close"
        return int(message["code"])
