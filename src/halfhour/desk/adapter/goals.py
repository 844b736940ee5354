"""What goals would have meant for the contacts of the past, and which goals the past would have kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import BigIntegerField, Func
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from halfhour.customers.models import Address
from halfhour.desk.adapter.policies import calendar_of, rules_from
from halfhour.engine.business_time import BusinessCalendar, working_seconds
from halfhour.engine.response import Share
from halfhour.engine.sla import (
    ENOUGH,
    Facts,
    GoalRule,
    Measure,
    SuggestedGoal,
    Tie,
    kept_within,
    rule_for,
    rules_between,
    suggest_goal,
    ties_of,
)
from halfhour.ledger.halfhours import channel_of
from halfhour.ledger.models import Contact, Import
from halfhour.people.models import Team

MONTH, QUARTER = timedelta(days=30), timedelta(days=91)
MOST_CONTACTS = 50_000  # the latest, of a month or a quarter


class EpochSeconds(Func):
    """A moment in whole seconds, counted by the database: here each would be read and taken apart."""

    output_field = BigIntegerField()
    template = "CAST(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) AS BIGINT)"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastContact:
    facts: Facts
    opened_at: int
    answered_at: int | None
    resolved_at: int | None
    ended_at: int | None = None  # gave up, or closed without an answer
    tells_answers: bool = True  # files without such a column say of nobody that they still wait
    tells_resolutions: bool = True

    @property
    def is_waiting(self) -> bool:
        ends = (self.answered_at, self.resolved_at, self.ended_at)
        return self.tells_answers and all(end is None for end in ends)

    @property
    def is_unresolved(self) -> bool:
        return self.tells_resolutions and self.resolved_at is None and self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMeant:
    """How many past contacts a rule matches first, and how many kept its goals; None where it sets none."""

    rule: GoalRule
    contacts: int
    first_answer: Share | None
    resolution: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    contacts: int
    rules: tuple[RuleMeant, ...]
    without_goal: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A channel and complexity: the goal it has, and the one that nine of ten contacts would have kept.

    `contacts` were answered, `waiting` were not by then.
    """

    channel: str
    complexity: str
    contacts: int
    waiting: int = 0
    goal_seconds: int | None
    kept: Share | None
    suggested: SuggestedGoal | None

    @property
    def is_few(self) -> bool:
        """Fewer than a goal is suggested from: see `suggest_goal`."""
        return self.contacts < ENOUGH

    @property
    def is_another(self) -> bool:
        return self.suggested is not None and self.suggested.within_seconds != self.goal_seconds


def ties_in(document: Mapping[str, Any]) -> tuple[Tie, ...]:
    return ties_of(rules=rules_from(document))


def settled(document: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[GoalRule, ...]] | None:
    """The goals with a rule more for each tie, and those rules; None where there are none to add."""
    added = rules_between(rules=rules_from(document))
    if not added:
        return None
    return {**document, "rules": [*document["rules"], *map(_kept, added)]}, added


def _kept(rule: GoalRule) -> dict[str, Any]:
    """A rule as a document keeps it."""
    when = {fact: value for fact, value in asdict(rule.when).items() if value is not None}
    goals = {f"{measure.value}_seconds": rule.seconds(measure) for measure in Measure}
    given = {name: goal for name, goal in goals.items() if goal is not None}
    return {"name": rule.name, "when": when, **given}


def later_goals(document: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, int]:
    """The goals after the first answer's that hold for contacts of which this is known."""
    rule = rule_for(rules=rules_from(document), facts=Facts(**known))
    goals = {name: getattr(rule, name, None) for name in ("next_answer_seconds", "resolution_seconds")}
    return {name: seconds for name, seconds in goals.items() if seconds is not None}


def preview(*, team: Team, document: Mapping[str, Any], at: datetime) -> Preview:
    """What these goals would have meant in the last 30 days."""
    rules = rules_from(document)
    past = past_contacts(team, since=at - MONTH, until=at, with_tiers=any(rule.when.tier for rule in rules))
    by_facts: defaultdict[Facts, list[PastContact]] = defaultdict(list)
    for contact in past:
        by_facts[contact.facts].append(contact)
    of_rule: defaultdict[str, list[PastContact]] = defaultdict(list)
    without = 0
    for facts, contacts in by_facts.items():
        rule = rule_for(rules=rules, facts=facts)
        if rule is None:
            without += len(contacts)
        else:
            of_rule[rule.name] += contacts
    calendar, last = calendar_of(team, since=at - MONTH, until=at), int(at.timestamp())
    return Preview(
        contacts=len(past),
        rules=tuple(_meant(rule, of_rule[rule.name], calendar, last) for rule in rules),
        without_goal=without,
        waiting=sum(contact.is_waiting for contact in past),
    )


def _meant(
    rule: GoalRule, contacts: Sequence[PastContact], calendar: BusinessCalendar, last: int
) -> RuleMeant:
    def kept(goal: int | None, ends: Iterable[tuple[int, int | None]], waits: Iterable[int]) -> Share | None:
        if goal is None:
            return None
        still = _spent([(opened_at, last) for opened_at in waits], calendar)
        return kept_within(goal, spent=_spent(ends, calendar), waiting=still)

    return RuleMeant(
        rule=rule,
        contacts=len(contacts),
        first_answer=kept(
            rule.first_answer_seconds,
            [(each.opened_at, each.answered_at) for each in contacts],
            [each.opened_at for each in contacts if each.is_waiting],
        ),
        resolution=kept(
            rule.resolution_seconds,
            [(each.opened_at, each.resolved_at) for each in contacts],
            [each.opened_at for each in contacts if each.is_unresolved],
        ),
    )


def suggestions(*, team: Team, document: Mapping[str, Any], at: datetime) -> tuple[Suggestion, ...]:
    """For every channel and complexity of the last quarter, the goal it would have kept nine times of ten."""
    rules = rules_from(document)
    groups: defaultdict[tuple[str, str], list[PastContact]] = defaultdict(list)
    for contact in past_contacts(team, since=at - QUARTER, until=at):
        groups[contact.facts.channel or "", contact.facts.complexity or ""].append(contact)
    calendar, last = calendar_of(team, since=at - QUARTER, until=at), int(at.timestamp())
    found = []
    for (channel, complexity), contacts in sorted(groups.items()):
        facts = Facts(channel=channel or None, complexity=complexity or None)
        rule = rule_for(rules=rules, facts=facts)
        goal = rule.seconds(Measure.FIRST_ANSWER) if rule else None
        spent = _spent([(each.opened_at, each.answered_at) for each in contacts], calendar)
        waiting = _spent([(each.opened_at, last) for each in contacts if each.is_waiting], calendar)
        kept = None if goal is None else kept_within(goal, spent=spent, waiting=waiting)
        suggested = suggest_goal(spent_seconds=spent, waiting_seconds=waiting)
        found.append(
            Suggestion(
                channel=channel,
                complexity=complexity,
                contacts=int(spent.size),
                waiting=int(waiting.size),
                goal_seconds=goal,
                kept=kept,
                suggested=suggested,
            )
        )
    return tuple(found)


def past_contacts(
    team: Team, *, since: datetime, until: datetime, with_tiers: bool = False
) -> list[PastContact]:
    """The ledger's contacts of a stretch of time, from desk and files alike, as they stood at its end."""

    last = int(until.timestamp())

    def ended(end: int | None) -> int | None:
        return end if end is not None and end <= last else None

    rows = (
        Contact.objects.filter(team=team, opened_at__gte=since, opened_at__lte=until)
        .order_by("-opened_at", "-id")
        .values_list(
            "channel", "priority", "complexity", "category", "customer_id", "source_id",
            EpochSeconds("opened_at"), EpochSeconds("answered_at"), EpochSeconds("resolved_at"),
            EpochSeconds(Coalesce("abandoned_at", "closed_at")),
        )
    )  # fmt: skip
    tiers = _tiers(team) if with_tiers else {}
    found = list(rows[:MOST_CONTACTS])
    desk = set(Import.objects.filter(team=team, stored_as="").order_by("id").values_list("id", flat=True))
    answers = desk | {row[5] for row in found if row[7] is not None}
    resolutions = desk | {row[5] for row in found if row[8] is not None}
    return [
        PastContact(
            facts=Facts(
                channel=_channel(row[0]),
                priority=row[1] or None,
                complexity=row[2] or None,
                category=row[3] or None,
                tier=tiers.get(row[4]),
            ),
            opened_at=row[6],
            answered_at=ended(row[7]),
            resolved_at=ended(row[8]),
            ended_at=ended(row[9]),
            tells_answers=row[5] in answers,
            tells_resolutions=row[5] in resolutions,
        )
        for row in found
    ]


@lru_cache(maxsize=1024)
def _channel(text: str) -> str | None:
    channel = channel_of(text)
    return channel.value if channel else text or None


def _tiers(team: Team) -> dict[str, str]:
    rows = Address.objects.filter(team=team).exclude(customer__tier="").order_by("id")
    return dict(rows.values_list("normalised", "customer__tier"))


def _spent(stretches: Iterable[tuple[int, int | None]], calendar: BusinessCalendar) -> NDArray[np.int64]:
    """Business seconds of those that came to the end in question."""
    pairs = [(start, end) for start, end in stretches if end is not None]
    if not pairs:
        return np.zeros(0, dtype=np.int64)
    starts, until = np.array(pairs, dtype=np.int64).T
    return working_seconds(calendar=calendar, start=starts, end=np.maximum(until, starts))
