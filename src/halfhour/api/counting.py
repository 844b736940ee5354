"""How often each key has asked this minute: counted here, and told to the other processes each second.

Redis adds up what all processes were asked. Asked with every request it would take longer than checking the
key; away, it leaves each process with its own count.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from threading import Lock
from time import monotonic, time

import redis
from django.conf import settings

logger = logging.getLogger(__name__)
MINUTE = 60
TOLD_EVERY_SECONDS = 1.0


@dataclass(slots=True)
class _Count:
    """Of one key in one minute: what all were asked when Redis was told, and what it has not heard of."""

    minute: int
    told: int = 0
    untold: int = 0
    told_at: float = -inf


class Counts:
    """Of every key; `add` gives what all processes were asked with it, or None where nobody knows."""

    def __init__(self, add: Callable[[str, int], int | None]) -> None:
        self._add = add
        self._lock = Lock()
        self._counts: dict[int, _Count] = {}

    def forget(self) -> None:
        self._counts.clear()

    def asked(self, token_id: int) -> int:
        """How often this key has asked this minute, now included."""
        minute, now = int(time()) // MINUTE, monotonic()
        with self._lock:
            count = self._counts.get(token_id)
            if count is None or count.minute != minute:
                count = self._counts[token_id] = _Count(minute)
            count.untold += 1
            if now - count.told_at < TOLD_EVERY_SECONDS:
                return count.told + count.untold
            count.told_at, untold = now, count.untold
        told = self._add(f"api-{token_id}-{minute}", untold)
        with self._lock:
            if told is not None:
                count.told, count.untold = told, count.untold - untold
            return count.told + count.untold


def _added_up(key: str, asked: int) -> int | None:
    if not settings.REDIS_URL:
        return None
    try:
        total = int(_redis().incrby(key, asked))
        if total == asked:
            _redis().expire(key, 2 * MINUTE)
    except redis.RedisError:
        logger.warning("requests of keys are counted by each process on its own", exc_info=True)
        return None
    return total


@lru_cache(maxsize=1)
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)


counts = Counts(_added_up)
