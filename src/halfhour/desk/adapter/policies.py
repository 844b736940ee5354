"""A team's policies: its goals as they were and are, in its opening hours as they were and will be."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from halfhour.desk.adapter.standing import standing_of
from halfhour.desk.models import GoalPolicy
from halfhour.engine.business_time import BusinessCalendar, business_calendar, hours_over_time
from halfhour.engine.errors import EmptyCalendar
from halfhour.engine.sla import (
    PAUSED,
    Facts,
    GoalRule,
    Measure,
    Policy,
    State,
)
from halfhour.engine.team import OpeningHours, Service
from halfhour.engine.team import Team as EngineTeam
from halfhour.people.adapter import engine_team
from halfhour.people.errors import TeamHasNoSettings
from halfhour.people.models import Team, TeamVersion
from halfhour.people.queries import latest_version

# The longest goal, 400 hours, fits into the days after even where a team is open two hours a week.
DAYS_BEFORE, DAYS_AFTER = 2 * 366, 4 * 366
Since = tuple[tuple[int, datetime], ...]


def policies_of(team: Team, queue: str) -> tuple[Policy, ...]:
    """Every policy a team's queue has had, each from when it came into force, and all in the same hours.

    The first holds for everything before it too. A clock keeps the goals it began under; opening hours are
    what they are: a day that is closed now is closed for whoever waits already. Policies are kept in memory
    as long as nobody changes goals or settings.
    """
    now = standing_of(team.pk)
    versions, goals = _histories(team.pk, now.version, now.goals)
    return _policies(versions, goals, queue, datetime.now(tz=UTC).date().replace(day=1))


@lru_cache(maxsize=512)
def _histories(team_id: int, newest_version: int | None, newest_goals: int | None) -> tuple[Since, Since]:
    """All versions of settings and goals up to the newest, with when each came into force."""
    versions = TeamVersion.objects.filter(team=team_id).order_by("number")
    goals = GoalPolicy.objects.filter(team=team_id).order_by("number")
    return (
        tuple(versions.values_list("id", "changed_at")) if newest_version is not None else (),
        tuple(goals.values_list("id", "in_force_from")) if newest_goals is not None else (),
    )


@lru_cache(maxsize=512)
def _policies(versions: Since, goals: Since, queue: str, month: date) -> tuple[Policy, ...]:
    if not versions:
        return ()
    hours = _hours(versions, queue, month)
    changes = sorted({at for _id, at in (*versions, *goals)})
    policies: list[Policy] = []
    last: tuple[bool, int] | None = None
    for at in changes:
        has_goals = bool(goals) and goals[0][1] <= at
        source = has_goals, _in_force(goals if has_goals else versions, at)
        if source == last:  # the team's settings are others, its goals are not
            continue
        last, document = source, _goal_document(source[1]) if has_goals else _usual_goals(source[1])
        policies.append(
            Policy(
                in_force_from=int(at.timestamp()) if policies else 0,
                rules=rules_from(document),
                calendar=hours,
                paused_in=frozenset(State(each) for each in document.get("paused_in", PAUSED)),
            )
        )
    return tuple(policies)


@lru_cache(maxsize=512)
def _usual_goals(version: int) -> dict[str, Any]:
    return usual_document(engine_of(version))


def _in_force(rows: Since, at: datetime) -> int:
    return next((pk for pk, since in reversed(rows) if since <= at), rows[0][0])


def _hours(versions: Since, queue: str, month: date) -> BusinessCalendar:
    """When a queue was open, is and will be: each version's hours from when it came into force.

    From long before the first: what was due then is told in its hours while it is late.
    """
    days = [at.date() for _pk, at in versions]
    firsts = [days[0] - timedelta(days=DAYS_BEFORE), *(day - timedelta(days=1) for day in days[1:])]
    lasts = [
        *(day + timedelta(days=1) for day in days[1:]),
        max(month, days[-1]) + timedelta(days=DAYS_AFTER),
    ]
    parts: dict[int, BusinessCalendar | None] = {}
    for (pk, at), first_on, last_on in zip(versions, firsts, lasts, strict=True):
        parts[int(at.timestamp())] = _hours_of(pk, queue, first_on, last_on)
    return hours_over_time(parts=list(parts.items()))


@lru_cache(maxsize=4096)  # so that another version means one more calendar, and not all of them anew
def _hours_of(version: int, queue: str, first_on: date, last_on: date) -> BusinessCalendar | None:
    team = engine_of(version)
    named = next((each for each in team.queues if each.name == queue), None)
    try:
        return _calendar(team, (named.hours if named else None) or team.hours, first_on, last_on)
    except EmptyCalendar:  # held for a few days on which nothing was open
        return None


def _calendar(team: EngineTeam, hours: OpeningHours, first_on: date, last_on: date) -> BusinessCalendar:
    return business_calendar(
        hours=hours, timezone=team.timezone, country=team.country, first_on=first_on, last_on=last_on
    )


def opening_hours(version: int) -> tuple[Any, ...]:
    """All that a version says of when its queues are open."""
    team = engine_of(version)
    return team.hours, team.timezone, team.country, {queue.name: queue.hours for queue in team.queues}


def calendar_of(team: Team, *, since: datetime, until: datetime) -> BusinessCalendar:
    """The team's opening hours as they are now, over a stretch of time."""
    version = latest_version(team)
    if version is None:
        raise TeamHasNoSettings(_("This team has no settings yet: fill in the page Team first."))
    settings = engine_of(version.pk)
    return _calendar(
        settings, settings.hours, since.date() - timedelta(days=2), until.date() + timedelta(days=2)
    )


@lru_cache(maxsize=64)
def engine_of(version_id: int) -> EngineTeam:
    """A version's settings; versions never change, so they are read once."""
    return engine_team(TeamVersion.objects.get(pk=version_id))


@lru_cache(maxsize=64)
def _goal_document(policy_id: int) -> dict[str, Any]:
    document: dict[str, Any] = GoalPolicy.objects.values_list("document", flat=True).get(pk=policy_id)
    return document


def usual_document(team: EngineTeam) -> dict[str, Any]:
    """The goals of a team that has set none for its desk: what its queues promise, channel by channel.

    Channels without a queue of their own get the longest of them.
    """
    rules = []
    for channel in dict.fromkeys(queue.channel for queue in team.queues):
        theirs = [queue for queue in team.queues if queue.channel == channel]
        within = min(queue.goal.within_seconds for queue in theirs)
        live = any(queue.service == Service.LIVE for queue in theirs)
        rule = {"name": channel.value, "when": {"channel": channel.value}, "first_answer_seconds": within}
        rules.append(rule if live else {**rule, "next_answer_seconds": within})
    longest = max((queue.goal.within_seconds for queue in team.queues), default=0)
    others = {"name": "others", "when": {}}
    goals = {"first_answer_seconds": longest, "next_answer_seconds": longest} if longest else {}
    return {"rules": [*rules, {**others, **goals}]}


def rules_from(document: Mapping[str, Any]) -> tuple[GoalRule, ...]:
    return tuple(
        GoalRule(
            name=rule["name"],
            when=Facts(**rule.get("when", {})),
            **{f"{measure.value}_seconds": rule.get(f"{measure.value}_seconds") for measure in Measure},
        )
        for rule in document["rules"]
    )


def forget() -> None:
    """Forget what is kept in memory; for tests, whose rows come and go under the same ids."""
    for kept in (_histories, _policies, _usual_goals, _hours_of, engine_of, _goal_document):
        kept.cache_clear()
