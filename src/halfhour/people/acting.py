"""By which key somebody acts, where a program acts for them: what they do says so in every history."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

LONGEST_KEY_NAME = 80

_key: ContextVar[str] = ContextVar("key", default="")


@contextmanager
def by_key(name: str) -> Iterator[None]:
    """Within it a program acts, with the key of this name."""
    token = _key.set(name[:LONGEST_KEY_NAME])
    try:
        yield
    finally:
        _key.reset(token)


def key_in_use() -> str:
    """The name of the key with which a program acts now; empty where a person acts themself."""
    return _key.get()


def acting_words(who: str, key: str) -> str:
    """Who did something, and by which key if a program did it for them."""
    return _("{person}, by the key “{key}”").format(person=who, key=key) if key else who
