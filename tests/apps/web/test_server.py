"""The server's way in: how a request is answered, and what it holds meanwhile."""

import asyncio
import time
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import connection
from psycopg_pool import ConnectionPool

from halfhour import asgi, shared_connections
from halfhour.shared_connections import OPEN, let_share, look_at_all_when_one_is_lost

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/api/",
    "query_string": b"",
    "headers": [(b"host", b"nobody.example")],  # refused before anything is looked up
}


def test_a_request_lets_go_of_its_connection_before_its_answer_goes_out():
    done: list[Any] = []

    def let_go(**_what: Any) -> None:  # connections are closed by the same signal
        done.append("let go")

    request_finished.connect(let_go)

    async def ask() -> None:
        asked = iter([{"type": "http.request", "body": b""}])

        async def receive() -> Any:
            return next(asked, None) or await asyncio.sleep(60)

        async def send(message: dict[str, Any]) -> None:
            done.append(message.get("status", message["type"]))

        await asgi.pages(SCOPE, receive, send)

    asyncio.run(ask())
    assert request_finished.disconnect(let_go)
    assert done == ["let go", 400, "http.response.body"]


def test_connections_are_shared_whatever_their_age_was_set_to():
    settings = {"OPTIONS": {"sslmode": "require"}, "CONN_MAX_AGE": 600}
    let_share(settings)
    assert settings["OPTIONS"] == {"sslmode": "require", "pool": OPEN}
    assert settings["CONN_MAX_AGE"] == 0  # Django refuses to share those that threads keep


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has none to share")
def test_who_asks_after_postgresql_went_away_waits_for_nobody():
    with ConnectionPool(kwargs=connection.get_connection_params(), **OPEN) as pool:
        look_at_all_when_one_is_lost(pool)
        shared = [pool.getconn() for _each in range(6)]
        lost = [each.info.backend_pid for each in shared]
        for each in shared:
            pool.putconn(each)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) pid", [lost])
        time.sleep(0.2)  # until the last of them has hung up
        found = pool.getconn(timeout=3)
        assert found.execute("SELECT 1").fetchone() == (1,)
        pool.putconn(found)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has none to share")
def test_a_connection_that_was_used_a_moment_ago_is_given_without_a_question(monkeypatch):
    asked: list[Any] = []
    with ConnectionPool(
        kwargs=connection.get_connection_params(), **OPEN | {"min_size": 1, "max_size": 1}
    ) as pool:
        look_at_all_when_one_is_lost(pool)
        monkeypatch.setattr(pool, "check_connection", asked.append)
        now = [100.0]
        monkeypatch.setattr(shared_connections, "monotonic", lambda: now[0])
        for seconds in (0.0, 1.0, shared_connections.LATELY_SECONDS + 1):
            now[0] += seconds
            pool.putconn(pool.getconn(timeout=3))
    assert len(asked) == 2  # the first time, and after it had been left alone
