"""What the demo's customers write, what they are answered, and the team's canned replies: all made up."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

CATEGORIES = ("Delivery", "Repair", "Return", "Payment", "Battery", "Account", "Advice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A first message; `again` is what the customer writes after the answer, if anything."""

    category: str
    language: str
    subject: str
    text: str
    answer: str
    again: str = ""
    is_complex: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    name: str
    shortcut: str
    texts: dict[str, str]
    sets: dict[str, str]


def asked() -> tuple[Asked, ...]:
    return tuple(Asked(**each) for each in _document()["asked"])


def endings(language: str) -> tuple[str, ...]:
    """How a message may end, so that no two say quite the same."""
    return tuple(_document()["endings"][language])


def canned() -> tuple[Canned, ...]:
    return tuple(Canned(**each) for each in _document()["macro"])


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(files("halfhour.demo").joinpath("messages.toml").read_text("utf-8"))
