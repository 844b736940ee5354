"""What a person wants to change on a roster, and what it would cost: plain values."""

from dataclasses import dataclass
from datetime import date

from halfhour.engine.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One person's day: where a shift is, or should be."""

    agent: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The shift a person wants: `starts_minute` is minutes after midnight by the team's clock."""

    place: Place
    starts_minute: int
    paid_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEdit:
    """Take the shift at `taken`, give the shift `given`: both to move, one to add or to remove."""

    taken: Place | None = None
    given: Wanted | None = None

    @property
    def agents(self) -> tuple[str, ...]:
        """The people whose week changes."""
        places = [self.taken, self.given.place if self.given else None]
        return tuple(dict.fromkeys(place.agent for place in places if place))


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursChange:
    """One person's paid hours in the week of the edit."""

    agent: str
    before: float
    after: float
    contract: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """Hours missing and hours too many on a day that the edit touches."""

    on: date
    short_before: float
    short_after: float
    surplus_before: float
    surplus_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCost:
    """What an edit does: rules it newly breaks, rules it mends, coverage and hours before and after."""

    broken: tuple[Reason, ...]
    mended: tuple[Reason, ...]
    short_before: float
    short_after: float
    surplus_before: float
    surplus_after: float
    days: tuple[DayChange, ...]
    hours: tuple[HoursChange, ...]

    @property
    def short_change(self) -> float:
        """Hours missing more (positive) or less (negative) than before."""
        return self.short_after - self.short_before

    @property
    def tone(self) -> str:
        if self.broken:
            return "bad"
        if self.short_change > 0.05:
            return "warn"
        return "good"
