"""The server's way in: how a request is answered, and what it holds meanwhile."""

import asyncio
from typing import Any

from halfhour import asgi

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/api/",
    "query_string": b"",
    "headers": [(b"host", b"nobody.example")],  # refused before anything is looked up
}


def test_a_request_lets_go_of_its_connection_before_its_answer_goes_out(monkeypatch):
    done: list[Any] = []
    monkeypatch.setattr(asgi, "close_old_connections", lambda: done.append("let go"))

    async def ask() -> None:
        asked = iter([{"type": "http.request", "body": b""}])

        async def receive() -> Any:
            return next(asked, None) or await asyncio.sleep(60)

        async def send(message: dict[str, Any]) -> None:
            done.append(message.get("status", message["type"]))

        await asgi.pages(SCOPE, receive, send)

    asyncio.run(ask())
    assert done == ["let go", 400, "http.response.body"]


def test_connections_are_shared_whatever_their_age_was_set_to(monkeypatch):
    settings = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}, "CONN_MAX_AGE": 600}
    monkeypatch.setitem(asgi.connections.settings, "default", settings)
    asgi.keep_connections_open()
    assert settings["OPTIONS"] == {"pool": asgi.OPEN_CONNECTIONS}
    assert settings["CONN_MAX_AGE"] == 0  # Django refuses to share those that are kept by threads
