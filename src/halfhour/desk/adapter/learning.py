"""Labels into examples, and what was learned from them into bytes and measures that a row keeps."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q

from halfhour.desk.adapter.triage import LEARNED_FIELDS
from halfhour.desk.models import Label, Message, MessageKind, Ticket
from halfhour.engine.reasons import Reason
from halfhour.engine.triage import Example, classifier_bytes, corrected, fit_classifier
from halfhour.people.models import Team
from halfhour.planning.adapter.series import stored_reason

MOST_EXAMPLES = 20_000
AT_ONCE = 500
LEARN_ANEW = "learn_anew"  # stands among the measures of what holds words of somebody who was erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """`data` is None where there was too little to learn from; `reasons` say what is to be known of it."""

    data: bytes | None
    measures: dict[str, Any]
    reasons: tuple[Reason, ...]


def examples_of(team: Team, field: str) -> list[Example]:
    """What people said tickets are, in the order of the tickets.

    Who corrected or confirmed what was found has thought about it, and counts more than who filled in a form.
    """
    said = _labels(team, field)
    entered = _entered(team, field)
    texts = _texts(sorted({*said, *entered}))
    given = [
        Example(key=str(pk), text=texts[pk], label=value or None)
        for pk, value in entered.items()
        if texts.get(pk, "").strip()
    ]
    corrections = [
        Example(key=str(pk), text=texts[pk], label=value or None)
        for pk, value in said.items()
        if texts.get(pk, "").strip()
    ]
    return list(corrected(examples=given, corrections=corrections))


def learned(examples: list[Example]) -> Learned:
    fit = fit_classifier(examples=examples)
    held = asdict(fit.held) if fit.held else {}
    measures = {**held, "reasons": [stored_reason(reason) for reason in fit.reasons]}
    if fit.classifier is None:
        return Learned(data=None, measures=measures, reasons=fit.reasons)
    measures |= {"labels": len(fit.classifier.labels), "abstain_below": fit.classifier.abstain_below}
    data = classifier_bytes(classifier=fit.classifier)
    return Learned(data=data, measures=measures, reasons=fit.reasons)


def fields_taught_by(tickets: Sequence[int]) -> set[str]:
    """The fields for which any of these tickets may have been an example."""
    said = Label.objects.filter(ticket__in=tickets).order_by().values_list("field", flat=True).distinct()
    entered = {
        field.value
        for field in LEARNED_FIELDS
        if Ticket.objects.filter(_by_people(field.value), pk__in=tickets).exists()
    }
    return {*said, *entered}


def _by_people(field: str) -> Q:
    return Q(**{f"triage__{field}__by": "person"}) | Q(**{f"triage__{field}__by": "form"})


def _labels(team: Team, field: str) -> dict[int, str]:
    """The last label of each ticket, the latest tickets first to be kept."""
    rows = Label.objects.filter(team=team, field=field).order_by("-at", "-id")
    found: dict[int, str] = {}
    for ticket, value in rows.values_list("ticket_id", "value")[: 2 * MOST_EXAMPLES]:
        found.setdefault(ticket, value)
    return dict(sorted(found.items())[-MOST_EXAMPLES:])


def _entered(team: Team, field: str) -> dict[int, str]:
    """What people entered when the ticket was made."""
    rows = Ticket.objects.filter(_by_people(field), team=team).exclude(**{field: ""}).order_by("-id")
    return dict(sorted(rows.values_list("id", field)[:MOST_EXAMPLES]))


def _texts(ids: list[int]) -> dict[int, str]:
    """Subject and first message of tickets."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        subjects = dict(Ticket.objects.filter(id__in=some).order_by("id").values_list("id", "subject"))
        messages = Message.objects.filter(ticket__in=some, kind=MessageKind.CUSTOMER).order_by("at", "id")
        first: dict[int, str] = {}
        for ticket, text in messages.values_list("ticket_id", "text"):
            first.setdefault(ticket, text)
        found |= {pk: f"{subjects[pk]}\n{first.get(pk, '')}".strip() for pk in some if pk in subjects}
    return found
