"""Why a ticket is sorted as it is, in words; and what stands in the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from halfhour.desk.adapter.dry_runs import DryRun
from halfhour.desk.adapter.learning import LEARN_ANEW
from halfhour.desk.adapter.triage import LEARNED_FIELDS
from halfhour.desk.models import Label, Ticket, TrainedClassifier, TriageRules
from halfhour.desk.wording.triage import BY, FIELDS, SIGNALS, fact_words, language_words
from halfhour.people.models import Team
from halfhour.planning.adapter.series import reason
from halfhour.wording import sentence

SHOWN = (
    "category",
    "priority",
    "complexity",
    "queue",
    "complaint",
    "language",
    "signals",
    "repeats",
    "rules",
)
CORRECTABLE = ("category", "priority", "complexity", "queue", "language")
MOST_NEAREST = 4
ENOUGH_NEW_LABELS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One thing that is known of a ticket: `words` for `value`, who decided and the reason in a sentence.

    `by` are words for who decided, `by_kind` is as the ticket keeps it; both are empty where nobody did.
    `nearest` are values that are likely too, the likeliest first; `is_sure` is whether a person said so.
    """

    field: str
    label: str
    value: str
    words: str
    by: str
    by_kind: str
    sentence: str
    nearest: tuple[str, ...] = ()
    may_correct: bool = False
    is_sure: bool = False


def why(ticket: Ticket) -> list[Why]:
    """What triage and people found, field by field; what nobody decided is as it is for any ticket."""
    return [_why(ticket, field) for field in SHOWN if field in ticket.triage or field in CORRECTABLE]


def _why(ticket: Ticket, field: str) -> Why:
    known: Mapping[str, Any] = ticket.triage.get(field, {})
    value = str(getattr(ticket, field)) if field in CORRECTABLE else str(known.get("value", ""))
    if str(known.get("value", "")) != value:  # changed since by something that gave no reason
        known = {}
    told = [known["reason"], *known.get("also", [])] if "reason" in known else []
    return Why(
        field=field,
        label=str(FIELDS[field]),
        value=value,
        words=value_words(field, value),
        by=str(BY.get(known.get("by", ""), "")),
        by_kind=known.get("by", "") if known.get("by") in BY else "",
        sentence=" ".join(sentence(reason(each)) for each in told),
        nearest=tuple(each for each in known.get("nearest", ()) if each != value)[:MOST_NEAREST],
        may_correct=field in CORRECTABLE,
        is_sure=known.get("by") == "person",
    )


def value_words(field: str, value: str) -> str:
    """A value as people read it."""
    if not value:
        return fact_words(field, value)
    match field:
        case "language":
            return language_words(value)
        case "signals":
            return ", ".join(str(SIGNALS.get(each, each)) for each in value.split(", "))
        case "repeats":
            return f"#{value}"
    return fact_words(field, value)


def current_rules(team: Team) -> tuple[dict[str, Any], int]:
    """The document of the team's rules and its version, 0 for a team that has none yet."""
    newest = TriageRules.objects.filter(team=team).order_by("-number").first()
    return (newest.document, newest.number) if newest else ({"rules": []}, 0)


def rule_versions(team: Team) -> QuerySet[TriageRules]:
    return TriageRules.objects.filter(team=team).select_related("changed_by").order_by("-number")


def classifiers(team: Team) -> QuerySet[TrainedClassifier]:
    """All that was learned, newest first, without what was learned itself."""
    return TrainedClassifier.objects.filter(team=team).defer("data").order_by("field", "-number")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRun:
    """What one rule would have done: `moves` are (field, before, after, contacts) in words."""

    name: str
    matched: int
    changed: int
    beaten: int
    by_person: int
    moves: tuple[tuple[str, str, str, int], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    contacts: int
    changed: int
    rules: tuple[RuleRun, ...]


def dry_run_rows(found: DryRun) -> Run:
    """A dry run as a page shows it."""
    return Run(
        contacts=found.contacts,
        changed=found.changed,
        rules=tuple(
            RuleRun(
                name=each.rule,
                matched=each.matched,
                changed=each.changed,
                beaten=each.beaten,
                by_person=each.by_person,
                moves=tuple(
                    (
                        str(FIELDS[move.field.value]),
                        value_words(move.field.value, move.was or ""),
                        value_words(move.field.value, move.value),
                        move.contacts,
                    )
                    for move in each.moves
                ),
                examples=each.examples,
            )
            for each in found.effects
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedValue:
    """How a classifier did on held-out examples of one value; the shares are None where it told none."""

    words: str
    examples: int
    told_share: float
    right_share: float | None
    taken_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedField:
    """A field that can be learned: its newest classifiers, and the labels that people gave so far.

    `versions` are (row, its reasons in words, whether it is the one that is asked); `values` are of the
    newest.
    """

    field: str
    label: str
    labels: int
    labels_since: int
    versions: tuple[tuple[TrainedClassifier, tuple[str, ...], bool], ...]
    values: tuple[LearnedValue, ...]

    @property
    def is_learned_anew(self) -> bool:
        """Whether the next learning replaces it, since somebody was erased whose words it knows."""
        return any(LEARN_ANEW in row.measures for row, _reasons, _is_asked in self.versions)


def learned_rows(team: Team) -> list[LearnedField]:
    return [_learned(team, field.value) for field in LEARNED_FIELDS]


def _learned(team: Team, field: str) -> LearnedField:
    rows = list(classifiers(team).filter(field=field))
    labels = Label.objects.filter(team=team, field=field)
    asked = next((row.pk for row in rows if row.is_used), None)
    return LearnedField(
        field=field,
        label=str(FIELDS[field]),
        labels=labels.count(),
        labels_since=labels.filter(at__gt=rows[0].trained_at).count() if rows else 0,
        versions=tuple(
            (row, tuple(sentence(reason(each)) for each in row.measures.get("reasons", ())), row.pk == asked)
            for row in rows
        ),
        values=tuple(_value(field, each) for each in rows[0].measures.get("by_label", ())) if rows else (),
    )


def _value(field: str, kept: Mapping[str, Any]) -> LearnedValue:
    return LearnedValue(
        words=value_words(field, kept["label"]),
        examples=kept["examples"],
        told_share=kept["told"] / kept["examples"],
        right_share=kept["right"] / kept["told"] if kept["told"] else None,
        taken_for=value_words(field, kept["taken_for"]) if kept["taken_for"] else "",
    )


def fields_to_learn() -> list[tuple[Team, str]]:
    """Of every team the fields for which enough labels have come since they were learned last.

    A field that nobody has ever let be learned waits for somebody to do it. What holds words of somebody who
    was erased is learned anew in any case.
    """
    known = TrainedClassifier.objects.order_by("team", "field").values_list("team", "field")
    used = known.filter(is_used=True).annotate(last=Max("trained_at"))
    due = {
        (team, field)
        for team, field, last in used
        if Label.objects.filter(team=team, field=field, at__gt=last).count() >= ENOUGH_NEW_LABELS
    }
    due |= set(known.filter(is_used=True, **{f"measures__{LEARN_ANEW}": True}))
    teams = Team.objects.in_bulk([team for team, _field in due])
    return [(teams[team], field) for team, field in sorted(due)]
