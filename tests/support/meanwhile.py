"""Deeds of two people at one time: two connections of PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep
from typing import Any

from django.db import connection, transaction

PATIENCE, LONGER = 20, 0.6
Act = Callable[[], Any]


def together(act: Act, other: Act) -> list[BaseException | None]:
    """Both begin at once; what each of them raised, or None."""
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(_alone, each) for each in (act, other)]
        return [each.exception(timeout=PATIENCE) for each in running]


def meanwhile(act: Act, other: Act) -> list[BaseException | None]:
    """`act` is done, and not yet kept, while `other` begins; what each of them raised, or None."""
    done = Event()

    def slowly() -> None:
        with transaction.atomic():
            act()
            done.set()
            sleep(LONGER)

    def after() -> None:
        assert done.wait(PATIENCE)
        other()

    return together(slowly, after)


def _alone(act: Act) -> Any:
    try:
        return act()
    finally:
        connection.close()
