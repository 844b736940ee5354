"""What the API refuses by itself, beside what the desk and customers do: which value, or which right."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from halfhour.customers.errors import CustomerRefused
from halfhour.desk.errors import DeskRefused
from halfhour.people.access import Permission


class Wrong:
    """A value that does not fit: why, where it stands, and what may stand there, if that is a list.

    Without `field` it is the request as a whole.
    """

    def __init__(self, why: str, *, field: str = "", allowed: Iterable[str] = ()) -> None:
        self.why = why
        self.field = field
        self.allowed = tuple(allowed)

    def said(self) -> dict[str, Any]:
        told = {"field": self.field, "why": self.why}
        return {**told, "allowed": list(self.allowed)} if self.allowed else told


class ValuesRefused(Exception):
    """Values that do not fit; the first is the one that the answer's sentence is about."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__(wrong[0].why)
        self.wrong = wrong


class RightRefused(Exception):
    """What a key may not do: it lacks any of these scopes, its person any of these rights, or both."""

    def __init__(
        self, sentence: str, *, scopes: Iterable[str] = (), rights: Iterable[Permission] = ()
    ) -> None:
        super().__init__(sentence)
        self.scopes = list(scopes)
        self.rights = [each.value for each in rights]


class NothingGiven(Exception):
    """Why somebody is given nothing, whatever waits; `reason` says it in one word for programs."""

    def __init__(self, sentence: str, *, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@contextmanager
def standing_in(place: str, *, beside: Iterable[str] = ()) -> Iterator[None]:
    """Values that are refused within stand at a place of the body: `changes`, so `changes.queue`.

    Those in `beside` stand where the place does.
    """
    try:
        yield
    except (DeskRefused, CustomerRefused) as refused:
        if refused.field and refused.field not in beside:
            refused.field = f"{place}.{refused.field}"
        raise
