"""Every address of the application, with a value for each of its places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from halfhour.people.doors import DoorKind, door_of

SAMPLES: dict[str, Any] = {
    "int": 999_999,
    "uuid": uuid4(),
    "slug": "nothing",
    "str": "nothing",
    "path": "nothing",
}


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, the view behind it and a value for each of its places."""

    name: str
    pattern: URLPattern
    places: tuple[tuple[str, Any], ...]

    def url(self, **known: Any) -> str:
        return reverse(self.name, kwargs={**dict(self.places), **known})


def addresses(
    resolver: URLResolver | None = None, namespace: str = "", above: dict[str, Any] | None = None
) -> Iterator[Address]:
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        here = {
            name: SAMPLES[type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")]
            for name, converter in entry.pattern.converters.items()
        }
        places = {**(above or {}), **here}
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, inner, places)
        else:
            names = entry.pattern.regex.groupindex if hasattr(entry.pattern, "regex") else {}
            unknown = {name: "a-b" for name in names if name not in places}
            yield Address(f"{namespace}{entry.name}", entry, tuple({**places, **unknown}.items()))


ALL = tuple(addresses())
# Operations of the API carry a door of their own, which its tests walk.
OURS = tuple(address for address in ALL if ":" in address.name and not address.name.startswith("api:"))
TEAM_PAGES = tuple(
    address
    for address in OURS
    if (door := door_of(address.pattern.callback)) is not None and door.kind is DoorKind.TEAM
)
