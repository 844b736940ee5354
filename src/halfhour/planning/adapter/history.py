"""What a plan is made from: the team's settings and its part of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from halfhour.engine.history import QueueHistory
from halfhour.engine.team import Team as EngineTeam
from halfhour.ledger.columnar import ledger_state
from halfhour.ledger.halfhours import queue_histories
from halfhour.ledger.queries import has_history, team_history
from halfhour.ledger.reading import HistoryRefused
from halfhour.ledger.storage import copies_dir
from halfhour.people.adapter import current_team
from halfhour.people.errors import TeamHasNoSettings
from halfhour.people.models import Team
from halfhour.planning.adapter.teams import team_of
from halfhour.planning.models import Plan

USUAL_CHANCE = 0.8
Histories = Mapping[str, QueueHistory]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether a plan can be made, and what it would rest on."""

    has_settings: bool
    has_history: bool
    goal_chance: float
    people: int
    queues: tuple[str, ...]
    first_contact_on: date | None
    last_contact_on: date | None
    contacts: int

    @property
    def is_ready(self) -> bool:
        return self.has_settings and self.has_history


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPlace:
    """Where a team's copy of the ledger is, so that a cache knows one from another."""

    team: Team
    folder: str
    state: str

    def __hash__(self) -> int:
        return hash((self.folder, self.state))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LedgerPlace) and (self.folder, self.state) == (other.folder, other.state)


def histories(team: Team, settings: EngineTeam) -> Histories:
    """What came in on each queue by half hour, as the ledger knows it now; empty where it knows nothing."""
    return _histories(ledger_place(team), settings)


def ledger_place(team: Team) -> LedgerPlace:
    return LedgerPlace(team=team, folder=str(copies_dir(team)), state=ledger_state(team))


def queue_history(plan: Plan, queue: str) -> QueueHistory | None:
    """What the ledger knows now of one of the plan's queues."""
    return histories(plan.team, team_of(plan)).get(queue)


def made_from(team: Team, found: Histories) -> dict[str, Any]:
    """The state of the ledger that a plan rests on, as the plan keeps it."""
    return {"ledger": ledger_state(team), "contacts": _contacts(found)}


def readiness(team: Team) -> Readiness:
    try:
        settings, _version = current_team(team)
    except TeamHasNoSettings:
        return Readiness(
            has_settings=False,
            has_history=has_history(team),
            goal_chance=USUAL_CHANCE,
            people=0,
            queues=(),
            first_contact_on=None,
            last_contact_on=None,
            contacts=0,
        )
    found = histories(team, settings)
    days = [
        history.grid.dates[history.offered > 0] for history in found.values() if (history.offered > 0).any()
    ]
    return Readiness(
        has_settings=True,
        has_history=bool(days),
        goal_chance=settings.goal_chance,
        people=len(settings.agents),
        queues=tuple(queue.name for queue in settings.queues),
        first_contact_on=min(day[0].item() for day in days) if days else None,
        last_contact_on=max(day[-1].item() for day in days) if days else None,
        contacts=_contacts(found),
    )


@lru_cache(maxsize=8)
def _histories(place: LedgerPlace, settings: EngineTeam) -> Histories:
    """Counting a long history takes a while, and pages ask for the same one again and again."""
    known = team_history(place.team)
    if known.contacts is None and known.intervals is None:
        return {}
    try:
        return queue_histories(
            history=known,
            team=settings,
            timezone=settings.timezone,
            interval_minutes=settings.interval_minutes,
        )
    except HistoryRefused:
        return {}


def _contacts(found: Histories) -> int:
    return int(sum(np.nansum(history.offered) for history in found.values()))
