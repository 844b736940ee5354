"""Requests share connections to PostgreSQL, and get new ones as soon as one turns out to be lost."""

from functools import partial
from math import inf
from time import monotonic
from typing import Any

from django.db import connections
from psycopg import Connection
from psycopg_pool import ConnectionPool

GIVEN_AT = "halfhour_given_at"  # where a connection keeps when it was given to somebody last
LATELY_SECONDS = 5.0
# Who cannot connect soon gives up, so that the next request tries anew: waits grow with each try otherwise,
# and PostgreSQL would be back for minutes before anybody noticed.
OPEN = {"min_size": 2, "max_size": 20, "timeout": 20, "reconnect_timeout": 5}


def share_connections() -> None:
    """From now on requests share them, where each would otherwise open one and close it again."""
    database = connections.settings["default"]
    if database["ENGINE"] == "django.db.backends.postgresql":
        let_share(database)
        look_at_all_when_one_is_lost(connections["default"].pool)  # type: ignore[attr-defined]


def let_share(database: dict[str, Any]) -> None:
    database["OPTIONS"]["pool"] = OPEN
    database["CONN_MAX_AGE"] = 0  # a request gives its connection back; it is the pool that keeps it


def look_at_all_when_one_is_lost(pool: ConnectionPool[Any]) -> None:
    """When PostgreSQL has started anew, all are lost: looked at one by one, with waits between them, the
    first requests would wait for longer than they may."""
    pool._check = partial(_look, pool)  # Django names its own


def _look(pool: ConnectionPool[Any], one: Connection[Any]) -> None:
    now, given_at = monotonic(), vars(one).get(GIVEN_AT, -inf)
    vars(one)[GIVEN_AT] = now
    try:
        # PostgreSQL says goodbye to whom it leaves; it is asked itself where nobody has heard of it lately.
        for _each in ("what it said", "that it is gone"):
            one.pgconn.consume_input()
        if now - given_at > LATELY_SECONDS:
            pool.check_connection(one)
    except Exception:
        pool.check()
        raise
