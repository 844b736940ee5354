"""A team's categories, and what goes by each of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from halfhour.desk.models import Macro, Ticket
from halfhour.desk.queries.goals import current_goals, settings_of
from halfhour.desk.queries.triage import current_rules
from halfhour.people.models import Team

LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryUse:
    """How many tickets of the last 90 days have it, and how many rules, goals and canned replies name it."""

    name: str
    is_named: bool
    tickets: int
    rules: int
    goals: int
    canned: int


def category_uses(team: Team, *, at: datetime) -> list[CategoryUse]:
    """The team's own in their order, then others that something goes by."""
    counted = Ticket.objects.filter(team=team, opened_at__gte=at - LATELY).exclude(category="")
    tickets = dict(counted.order_by().values_list("category").annotate(Count("id")))
    rules = Counter(_set_or_asked(current_rules(team)[0]["rules"]))
    goals = Counter(_named(rule.get("when", {}) for rule in current_goals(team)[0]["rules"]))
    macros = Macro.objects.filter(team=team, is_retired=False).values_list("sets", flat=True)
    canned = Counter(_named(macros))
    named = settings_of(team).categories
    others = sorted({*tickets, *rules, *goals, *canned} - {*named})
    return [
        CategoryUse(
            name=name,
            is_named=name in named,
            tickets=tickets.get(name, 0),
            rules=rules[name],
            goals=goals[name],
            canned=canned[name],
        )
        for name in (*named, *others)
    ]


def _named(values: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return (each["category"] for each in values if each.get("category"))


def _set_or_asked(rules: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Every category that a rule sets or asks for, once a rule."""
    for rule in rules:
        facts = [each for each in rule["when"] if each["kind"] == "fact" and each.get("field") == "category"]
        asked = (name for each in facts for name in each["any_of"])
        yield from {*asked, *_named([rule["sets"]])}
