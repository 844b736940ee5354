"""Where in a centre a fault is, and the checks that every part of it asks for."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from halfhour.engine.errors import ImpossibleCentre
from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.simulation._reasons import CentrePart, CentreReason

LONGEST_SECONDS = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a fault is: whose, of which field, and both as a programmer reads them."""

    part: CentrePart | None = None  # None for the whole centre
    owner: str = ""
    field: CentrePart | None = None
    text: str

    def at(self, field: CentrePart, name: str) -> "Place":
        return replace(self, field=field, text=f"{self.text}: {name}")

    def within(self, name: str) -> "Place":
        """The same for people, more exact for programmers."""
        return replace(self, text=f"{self.text}: {name}")

    def refuse(self, kind: CentreReason, message: str, **figures: Figure) -> NoReturn:
        where: dict[str, Figure] = {}
        if self.part is not None:
            where |= {"part_rule": self.part, "owner": self.owner}
        if self.field is not None:
            where["field_rule"] = self.field
            kind = CentreReason.SETTING if self.part is None else kind
        raise ImpossibleCentre(message, reason=Reason(kind=kind, figures=where | figures))


WHOLE = Place(text="centre")


def of_centre(field: CentrePart, name: str) -> Place:
    return replace(WHOLE, field=field, text=name)


def number(place: Place, value: float, *, above: float | None = None, most: float = LONGEST_SECONDS) -> None:
    if (value > above if above is not None else value >= 0) and value <= most:  # false for NaN
        return
    least = "at least 0" if above is None else f"above {above:g}"
    upto = "" if math.isinf(most) else f" and at most {most:g}"
    message = f"{place.text} must be {least}{upto}; got {value:g}"
    if math.isnan(value):
        place.refuse(CentreReason.NO_NUMBER, message, value=float(value))
    if value > most:
        place.refuse(CentreReason.TOO_HIGH, message, value=float(value), most=float(most))
    kind = CentreReason.TOO_LOW if above is None else CentreReason.NOT_ABOVE
    place.refuse(kind, message, value=float(value), least=float(above or 0.0))


def whole(place: Place, value: int, *, least: int, most: int) -> None:
    if not (least <= value <= most and value == int(value)):
        message = f"{place.text} must be a whole number from {least} to {most}; got {value:g}"
        place.refuse(CentreReason.NOT_WHOLE, message, value=float(value), least=least, most=most)


def length(place: Place, values: Sequence[object], length: int) -> None:
    if len(values) != length:
        message = f"{place.text} must hold {length} values; got {len(values)}"
        place.refuse(CentreReason.LENGTH, message, wanted=length, got=len(values))


def different(place: Place, what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            message = f"{what} {name!r} is given twice; names must differ"
            place.refuse(CentreReason.GIVEN_TWICE, message, name=name)
        seen.add(name)
