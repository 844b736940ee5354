"""Contacts to be on the demo's desk: when, from whom, about what."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from halfhour.customers.models import Address, AddressKind
from halfhour.demo.messages import Asked, asked, endings
from halfhour.people.models import Team

DAYS = 12
TICKETS_A_DAY = 14
LATEST, EVERY = 20, timedelta(seconds=45)  # a newsletter went out: they come faster than anybody answers
SHARE_BY_MAIL = 0.6
OPENS, CLOSES = time(8, 15), time(19, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A contact to be; `ending` is how its text ends."""

    at: datetime
    address: Address
    asked: Asked
    channel: str
    order: int
    ending: str = ""

    @property
    def text(self) -> str:
        return f"{self.asked.text.format(order=f'LB{self.order}')} {self.ending}".strip()


def arrivals(
    team: Team, rng: np.random.Generator, *, today: date, zone: ZoneInfo, until: datetime
) -> tuple[list[Arrival], list[Arrival]]:
    """What came on working days up to now, and what came in the last minutes."""
    addresses = {
        language: list(
            Address.objects.filter(
                team=team, kind=AddressKind.EMAIL, customer__language=language, customer__merged_into=None
            ).select_related("customer").order_by("id")
        )
        for language in ("de", "en", "ru", "zh")
    }  # fmt: skip
    whats = asked()

    def arrival(at: datetime) -> Arrival:
        what = whats[int(rng.integers(len(whats)))]
        theirs, ends = addresses[what.language], endings(what.language)
        return Arrival(
            at=at,
            address=theirs[int(rng.integers(len(theirs)))],
            asked=what,
            channel="email" if rng.random() < SHARE_BY_MAIL else "form",
            order=int(rng.integers(10_000, 99_999)),
            ending=ends[int(rng.integers(len(ends)))],
        )

    latest = [until - EVERY * back for back in range(LATEST, 0, -1)]
    days = [today - timedelta(days=back) for back in range(DAYS, -1, -1)]
    moments = sorted(
        _moment(day, float(rng.random()), zone)
        for day in days
        if day.weekday() < 5
        for _each in range(TICKETS_A_DAY)
    )
    return [arrival(at) for at in moments if at < latest[0]], [arrival(at) for at in latest]


def _moment(day: date, share: float, zone: ZoneInfo) -> datetime:
    opens = datetime.combine(day, OPENS, tzinfo=zone)
    closes = datetime.combine(day, CLOSES, tzinfo=zone)
    return (opens + (closes - opens) * share).replace(microsecond=0)
