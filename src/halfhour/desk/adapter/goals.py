"""What goals would have meant for the contacts of the past, and which goals the past would have kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import BigIntegerField, Func
from numpy.typing import NDArray

from halfhour.customers.models import Address
from halfhour.desk.adapter.clocks import calendar_of, rules_from
from halfhour.engine.business_time import BusinessCalendar, working_seconds
from halfhour.engine.response import Share, share_of
from halfhour.engine.sla import (
    Facts,
    GoalRule,
    Measure,
    SuggestedGoal,
    Tie,
    rule_for,
    rules_between,
    suggest_goal,
    ties_of,
)
from halfhour.ledger.halfhours import channel_of
from halfhour.ledger.models import Contact
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A channel and complexity: the goal it has, and the one that nine of ten contacts would have kept."""

    channel: str
    complexity: str
    contacts: int
    goal_seconds: int | None
    kept: Share | None
    suggested: SuggestedGoal | None

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
    return {"name": rule.name, "when": when, **{name: goal for name, goal in goals.items() if goal}}


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
    calendar = calendar_of(team, since=at - MONTH, until=at)
    return Preview(
        contacts=len(past),
        rules=tuple(_meant(rule, of_rule[rule.name], calendar) for rule in rules),
        without_goal=without,
    )


def _meant(rule: GoalRule, contacts: Sequence[PastContact], calendar: BusinessCalendar) -> RuleMeant:
    def kept(goal: int | None, ends: Iterable[int | None]) -> Share | None:
        if goal is None:
            return None
        spent = _spent(contacts, ends, calendar)
        return share_of(hits=int((spent <= goal).sum()), count=int(spent.size))

    return RuleMeant(
        rule=rule,
        contacts=len(contacts),
        first_answer=kept(rule.first_answer_seconds, [contact.answered_at for contact in contacts]),
        resolution=kept(rule.resolution_seconds, [contact.resolved_at for contact in contacts]),
    )


def suggestions(*, team: Team, document: Mapping[str, Any], at: datetime) -> tuple[Suggestion, ...]:
    """For every channel and complexity of the last quarter, the goal it would have kept nine times of ten."""
    rules = rules_from(document)
    groups: defaultdict[tuple[str, str], list[PastContact]] = defaultdict(list)
    for contact in past_contacts(team, since=at - QUARTER, until=at):
        groups[contact.facts.channel or "", contact.facts.complexity or ""].append(contact)
    calendar = calendar_of(team, since=at - QUARTER, until=at)
    found = []
    for (channel, complexity), contacts in sorted(groups.items()):
        facts = Facts(channel=channel or None, complexity=complexity or None)
        rule = rule_for(rules=rules, facts=facts)
        goal = rule.seconds(Measure.FIRST_ANSWER) if rule else None
        spent = _spent(contacts, [contact.answered_at for contact in contacts], calendar)
        kept = None if goal is None else share_of(hits=int((spent <= goal).sum()), count=int(spent.size))
        suggested = suggest_goal(spent_seconds=spent)
        found.append(
            Suggestion(
                channel=channel,
                complexity=complexity,
                contacts=int(spent.size),
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
            "channel", "priority", "complexity", "category", "customer_id",
            EpochSeconds("opened_at"), EpochSeconds("answered_at"), EpochSeconds("resolved_at"),
        )
    )  # fmt: skip
    tiers = _tiers(team) if with_tiers else {}
    return [
        PastContact(
            facts=Facts(
                channel=_channel(channel),
                priority=priority or None,
                complexity=complexity or None,
                category=category or None,
                tier=tiers.get(customer_id),
            ),
            opened_at=opened_at,
            answered_at=ended(answered_at),
            resolved_at=ended(resolved_at),
        )
        for channel, priority, complexity, category, customer_id, opened_at, answered_at, resolved_at in rows[
            :MOST_CONTACTS
        ]
    ]


@lru_cache(maxsize=1024)
def _channel(text: str) -> str | None:
    channel = channel_of(text)
    return channel.value if channel else text or None


def _tiers(team: Team) -> dict[str, str]:
    rows = Address.objects.filter(team=team).exclude(customer__tier="").order_by("id")
    return dict(rows.values_list("normalised", "customer__tier"))


def _spent(
    contacts: Iterable[PastContact], ends: Iterable[int | None], calendar: BusinessCalendar
) -> NDArray[np.int64]:
    """Business seconds of those that came to the end in question."""
    pairs = [(contact.opened_at, end) for contact, end in zip(contacts, ends, strict=True) if end is not None]
    if not pairs:
        return np.zeros(0, dtype=np.int64)
    starts, until = np.array(pairs, dtype=np.int64).T
    return working_seconds(calendar=calendar, start=starts, end=np.maximum(until, starts))
