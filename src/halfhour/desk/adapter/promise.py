"""Promises: the line and the people on queue into the engine, its promise back as a row."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count

from halfhour.desk.adapter.policies import engine_of
from halfhour.desk.models import QueueCalibration
from halfhour.engine.business_time import business_calendar, spans_by_day
from halfhour.engine.errors import EmptyCalendar
from halfhour.engine.promise import (
    Calibration,
    Capacity,
    Line,
    PromiseReason,
    capacity_of,
    starting_calibration,
)
from halfhour.engine.reasons import Reason
from halfhour.engine.team import Team as EngineTeam
from halfhour.ledger.models import Contact
from halfhour.people.models import Team, TeamVersion
from halfhour.today.on_queue import PlannedBlock, on_queue_between

AHEAD_DAYS = 14
KEPT_SCORES = 500
MEASURED_CONTACTS, FEWEST_MEASURED = 1000, 20
CHANCE = 0.9
Stretch = tuple[float, float, float]  # from, to, people


def capacity_ahead(team: Team, queue: str, at: datetime) -> tuple[Capacity, bool]:
    """People on a queue over the days to come, worked out once a minute; and whether a plan says so."""
    return _capacity_ahead(team.pk, queue, _seconds(at) // 60)


@lru_cache(maxsize=1024)
def _capacity_ahead(team_id: int, queue: str, minute: int) -> tuple[Capacity, bool]:
    since = datetime.fromtimestamp(minute * 60, tz=UTC)
    version = _version(team_id)
    if version is None:
        return capacity_of(starts=[_seconds(since)], people=[0], until=_seconds(since) + 1), False
    until = since + timedelta(days=AHEAD_DAYS)
    return _capacity(Team(pk=team_id), engine_of(version), queue, since, until)


def _version(team_id: int) -> int | None:
    rows = TeamVersion.objects.filter(team=team_id).order_by("-number")
    return rows.values_list("id", flat=True).first()


def calibration_now(team: Team, queue: str, at: datetime) -> Calibration:
    """What a queue has taught, up to a minute ago."""
    return _calibration_now(team.pk, queue, _seconds(at) // 60)


@lru_cache(maxsize=1024)
def _calibration_now(team_id: int, queue: str, minute: int) -> Calibration:
    kept = QueueCalibration.objects.filter(team=team_id, queue=queue).values_list("document", flat=True)
    return calibration_from(kept.first())


def capacity_between(team: Team, queue: str, since: datetime, until: datetime) -> Capacity:
    """People on a queue over a stretch that has passed, by the plans that were published for it."""
    version = _version(team.pk)
    assert version is not None  # whoever promised anything has settings
    return _capacity(team, engine_of(version), queue, since, max(until, since + timedelta(seconds=1)))[0]


def _capacity(
    team: Team, engine: EngineTeam, queue: str, since: datetime, until: datetime
) -> tuple[Capacity, bool]:
    zone = ZoneInfo(engine.timezone)
    days, blocks = on_queue_between(team, since=since, until=until, zone=zone)
    usual, spans = _usual_people(engine, queue), _open_spans(engine, queue, since, until)
    open_on = {on for _day, opens, closes in spans for on in _dates(opens, closes, zone)}
    stretches: list[Stretch] = [
        _stretch(block)
        for block in blocks
        if block.queue == queue and open_on.intersection(_dates(*_stretch(block)[:2], zone))
    ]
    stretches += [(opens, closes, usual) for on, opens, closes in spans if on not in days]
    return _summed(stretches, _seconds(since), _seconds(until)), since.astimezone(zone).date() in days


def _stretch(block: PlannedBlock) -> Stretch:
    return block.starts_at.timestamp(), block.ends_at.timestamp(), 1.0


def _usual_people(engine: EngineTeam, queue: str) -> float:
    """About how many work on a queue while it is open: each person's time, over the queues they serve."""
    named = next((each for each in engine.queues if each.name == queue), None)
    if named is None:
        return 0.0
    open_hours = sum(each.closes_second - each.opens_second for each in engine.hours.periods) / 3600
    share = {
        agent.name: min(agent.weekly_hours / open_hours, 1.0) if open_hours else 0.0
        for agent in engine.agents
    }
    return sum(
        share[agent.name] / sum(agent.serves(each) for each in engine.queues)
        for agent in engine.agents
        if agent.serves(named)
    )


def _dates(start: float, end: float, zone: ZoneInfo) -> tuple[date, date]:
    """The dates on which a stretch begins and ends."""
    return datetime.fromtimestamp(start, tz=zone).date(), datetime.fromtimestamp(end - 1, tz=zone).date()


def _open_spans(
    engine: EngineTeam, queue: str, since: datetime, until: datetime
) -> list[tuple[date, int, int]]:
    """When a queue is open: who is planned on a day that was closed since is not there."""
    zone = ZoneInfo(engine.timezone)
    named = next((each for each in engine.queues if each.name == queue), None)
    try:
        calendar = business_calendar(
            hours=(named.hours if named else None) or engine.hours,
            timezone=engine.timezone,
            country=engine.country,
            first_on=since.astimezone(zone).date() - timedelta(days=1),
            last_on=until.astimezone(zone).date(),
        )
    except EmptyCalendar:  # nobody works in the whole stretch: a weekend
        return []
    return list(spans_by_day(calendar=calendar, start=_seconds(since)))


def _summed(stretches: Iterable[Stretch], since: int, until: int) -> Capacity:
    """How many there are from each instant at which their number changes."""
    changes: dict[int, float] = {since: 0.0}
    for start, end, people in stretches:
        first, last = max(int(start), since), min(int(end), until)
        if first < last:
            changes[first] = changes.get(first, 0.0) + people
            changes[last] = changes.get(last, 0.0) - people
    changes.pop(until, None)
    starts, people_then, now = sorted(changes), [], 0.0
    for start in starts:
        now += changes[start]
        people_then.append(max(round(now, 6), 0.0))
    return capacity_of(starts=starts, people=people_then, until=until)


def handle_seconds(team: Team, queue: str, at: datetime) -> tuple[float, bool]:
    """How long contacts of a queue take: as measured lately, else as the team's settings say; and which."""
    return _handle_seconds(team.pk, queue, _seconds(at) // 3600)


@lru_cache(maxsize=1024)
def _handle_seconds(team_id: int, queue: str, hour: int) -> tuple[float, bool]:
    until = datetime.fromtimestamp((hour + 1) * 3600, tz=UTC)
    lately = Contact.objects.filter(
        team=team_id,
        queue=queue,
        opened_at__lte=until,
        opened_at__gte=until - timedelta(days=90),
        handle_seconds__gt=0,
    ).order_by("-opened_at")[:MEASURED_CONTACTS]
    measured = lately.aggregate(mean=Avg("handle_seconds"), count=Count("id"))
    if measured["count"] >= FEWEST_MEASURED:
        return float(measured["mean"]), True
    version = (
        TeamVersion.objects.filter(team=team_id).order_by("-number").values_list("id", flat=True).first()
    )
    queues = engine_of(version).queues if version else ()
    return next((each.handle_seconds for each in queues if each.name == queue), 300.0), False


def calibration_from(document: Mapping[str, Any] | None) -> Calibration:
    """What a queue has taught so far; the usual start where it has taught nothing."""
    if not document:
        return starting_calibration(chance=CHANCE)
    known = starting_calibration(chance=document["chance"], scores=document["scores"])
    return Calibration(
        chance=known.chance,
        scores=known.scores,
        allowed=document["allowed"],
        promised=document["promised"],
        kept=document["kept"],
    )


def stored_calibration(calibration: Calibration) -> dict[str, Any]:
    return {
        "chance": calibration.chance,
        "scores": [round(float(score), 5) for score in calibration.scores[-KEPT_SCORES:]],
        "allowed": calibration.allowed,
        "promised": calibration.promised,
        "kept": calibration.kept,
    }


def reasons_of(
    *, line: Line, is_measured: bool, capacity: Capacity, is_planned: bool, chance: float
) -> list[dict[str, Any]]:
    """What a promise follows from, as a row keeps it."""
    people = next((float(each) for each in capacity.people if each > 0), 0.0)
    minutes = round(line.handle_seconds / 60, 1)
    handle = PromiseReason.HANDLE_MEASURED if is_measured else PromiseReason.HANDLE_SET
    crew = PromiseReason.PEOPLE_PLANNED if is_planned else PromiseReason.PEOPLE_USUAL
    reasons = (
        Reason(kind=PromiseReason.AHEAD, figures={"ahead": int(line.ahead)}),
        Reason(kind=handle, figures={"minutes": minutes}),
        Reason(kind=crew, figures={"people": round(people, 1)}),
        Reason(kind=PromiseReason.CHANCE, figures={"share": chance}),
    )
    return [{"kind": str(each.kind), "figures": dict(each.figures)} for each in reasons]


def reason_from(kept: Mapping[str, Any]) -> Reason:
    return Reason(kind=PromiseReason(kept["kind"]), figures=kept.get("figures", {}))


def forget() -> None:
    """Forget what is kept in memory; for tests, whose rows come and go under the same ids."""
    _capacity_ahead.cache_clear()
    _handle_seconds.cache_clear()
    _calibration_now.cache_clear()


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
