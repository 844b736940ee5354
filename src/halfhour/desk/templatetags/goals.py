"""Words for goals: `{% load goals %}`."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from halfhour.desk.forms.goals import FACTS
from halfhour.desk.models import Complexity, Priority
from halfhour.engine.sla import GoalRule
from halfhour.people.wording.channels import channel_words
from halfhour.people.wording.figures import length_words

register = template.Library()
MEASURES = {
    "first_answer": gettext_lazy("First answer"),
    "next_answer": gettext_lazy("Next answer"),
    "resolution": gettext_lazy("Resolution"),
}


@register.filter
def measure_words(measure: str) -> str:
    return str(MEASURES.get(measure, measure))


@register.filter
def when_words(rule: GoalRule) -> str:
    """What a rule asks of a contact: E-mail · Urgent."""
    words = [fact_words(fact, value) for fact in FACTS if (value := getattr(rule.when, fact)) is not None]
    return " · ".join(words) or _("every contact")


def fact_words(fact: str, value: str) -> str:
    """A fact that goals go by, as people say it; the team's own words stay as they are."""
    known: dict[str, Any] = {"priority": Priority, "complexity": Complexity}
    if fact == "channel":
        return channel_words(value)
    if fact in known and value in known[fact].values:
        return str(known[fact](value).label)
    return value


@register.filter
def goal_length(seconds: int | None) -> str:
    """Business time in hours, minutes and seconds: a day of it is not 24 hours."""
    return "–" if seconds is None else length_words(f"{seconds} s")


@register.filter
def complexity_words(value: str) -> str:
    return fact_words("complexity", value)


@register.filter
def told_words(tell: tuple[str, ...]) -> str:
    """Whom a warning goes to."""
    if len(tell) > 1:
        return pgettext("who is warned", "who holds the ticket, and the leads")
    if "leads" in tell:
        return pgettext("who is warned", "the leads")
    return pgettext("who is warned", "who holds the ticket")
