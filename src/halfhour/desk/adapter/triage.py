"""Triage: what came in, the team's rules and what was learned into the engine, and the answer back.

Rules and classifiers are kept in memory by the ids of their rows, which never change.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Thread
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from halfhour.desk.actions.opening import NewTicket
from halfhour.desk.adapter.bodies import Body
from halfhour.desk.adapter.rules import rules_from
from halfhour.desk.adapter.standing import LEARNED, standing_of
from halfhour.desk.models import (
    Complexity,
    Message,
    MessageKind,
    Priority,
    Ticket,
    TrainedClassifier,
    TriageRules,
)
from halfhour.engine.team import Team as EngineTeam
from halfhour.engine.triage import (
    Act,
    Classifier,
    Contact,
    Field,
    Guess,
    Repeat,
    Rule,
    Said,
    Signal,
    Triage,
    classifier_from,
    classify,
    language_of,
    signals_in,
    triage,
)
from halfhour.people.models import Team, User
from halfhour.planning.adapter.series import stored_reason
from halfhour.rows import Asked, Prepared

URGENT_SIGNALS = (Signal.ACCOUNT_IN_DANGER, Signal.OUTAGE)
LEARNED_FIELDS = tuple(Field(field) for field in LEARNED)
REPEATS_WITHIN = timedelta(days=14)
MOST_EARLIER = 20

Why = dict[str, Any]


def sorted_new(
    *,
    team: Team,
    settings: EngineTeam,
    new: NewTicket,
    body: Body,
    by: User | None,
    before: Sequence[Ticket],
    at: datetime,
) -> NewTicket:
    """A new ticket with what triage finds about it, each field with who decided it and why.

    What a person of the team entered stays; what a form or another program said is there before rules and
    classifiers, and rules may change it. `before` is what the customer wrote lately (`written_before`).
    """
    classifiers, categories = classifiers_of(team), standing_of(team.pk).categories
    contact = _contact(new, body, by, at)
    earlier = _earlier(contact, before)
    said = signals_in(contact.words)
    urgent = [each for each in said if each.signal in URGENT_SIGNALS]
    guesses: dict[Field, Guess] = {
        field: classify(classifier=known, text=contact.words)
        for field, known in classifiers.items()
        if field is not Field.CATEGORY
    }
    found = triage(
        contact=replace(contact, facts=_raised(contact, urgent, guesses)),
        classifier=classifiers.get(Field.CATEGORY),
        labels=categories,
        rules=usable_rules(rules_of(team), settings, categories),
        earlier=tuple(pair[1] for pair in earlier.values()),
        otherwise=body.reads[:2] or None,
        said=said,
    )
    if found.guess is not None:
        guesses[Field.CATEGORY] = found.guess
    return _with(new, found, _reasons(contact, found, guesses, urgent, body), earlier, body)


def _contact(new: NewTicket, body: Body, by: User | None, at: datetime) -> Contact:
    given = {
        Field.CATEGORY: body.category,
        Field.PRIORITY: body.priority,
        Field.COMPLEXITY: body.complexity,
        Field.QUEUE: body.queue if body.is_queue_given else "",
    }
    facts = {
        Field.PRIORITY: str(new.priority),
        Field.COMPLEXITY: str(new.complexity),
        Field.QUEUE: new.queue,
    }
    if new.category:
        facts[Field.CATEGORY] = new.category
    return Contact(
        key="",
        channel=new.channel,
        text=new.text,
        subject=new.subject,
        customer=customer_key(new, body),
        opened_at=int(at.timestamp()),
        language=body.language[:2] or None,
        facts=facts,
        by_person=frozenset(field for field, value in given.items() if by is not None and value),
    )


def customer_key(new: NewTicket, body: Body) -> str | None:
    """What rules know a customer by: the address, so that the end of one can be asked for."""
    if body.addresses:
        return body.addresses[0][2]
    return f"#{new.customer.number}" if new.customer and new.customer.number else None


def _raised(contact: Contact, said: Sequence[Said], guesses: Mapping[Field, Guess]) -> dict[Field, str]:
    """The facts before rules look: urgent where danger is spoken of, else what classifiers are sure of."""
    facts = dict(contact.facts)
    for field, guess in guesses.items():
        if guess.label is not None and field not in contact.by_person and _is_possible(field, guess.label):
            facts[field] = guess.label
    if said and Field.PRIORITY not in contact.by_person:
        facts[Field.PRIORITY] = Priority.URGENT.value
    return facts


def _is_possible(field: Field, value: str) -> bool:
    match field:
        case Field.PRIORITY:
            return value in Priority.values
        case Field.COMPLEXITY:
            return value in Complexity.values
    return True


def usable_rules(
    rules: Sequence[Rule], settings: EngineTeam, categories: Collection[str] = ()
) -> tuple[Rule, ...]:
    """The rules without queues and categories that the team no longer has."""
    known: dict[Field, Collection[str]] = {Field.QUEUE: {queue.name for queue in settings.queues}}
    if categories:
        known[Field.CATEGORY] = categories

    def is_usable(field: Field, value: str) -> bool:
        return field not in known or value in known[field]

    if all(is_usable(*pair) for rule in rules for pair in rule.sets.items()):
        return tuple(rules)
    usable = (
        (rule, {field: value for field, value in rule.sets.items() if is_usable(field, value)})
        for rule in rules
    )
    return tuple(replace(rule, sets=sets) for rule, sets in usable if sets)


def _reasons(
    contact: Contact,
    found: Triage,
    guesses: Mapping[Field, Guess],
    said: Sequence[Said],
    body: Body,
) -> dict[str, Why]:
    """{field: who decided and why}, for the fields that somebody or something decided."""
    last: dict[Field, Act] = {act.field: act for act in found.applied.acts if act.is_change}
    whys: dict[str, Why] = {}
    for field in Field:
        value = found.facts.get(field, "")
        guess = guesses.get(field)
        given = getattr(body, field.value, "") if field is not Field.QUEUE or body.is_queue_given else ""
        if field in contact.by_person:
            whys[field] = {"value": value, "by": "person"}
        elif field in last and last[field].value == value:
            whys[field] = {"value": value, "by": "rule", "reason": stored_reason(last[field].reason)}
        elif field is Field.PRIORITY and said:
            whys[field] = {"value": value, "by": "words", "reason": stored_reason(said[0].reason)}
        elif guess is not None and not (field is Field.CATEGORY and given):
            whys[field] = _guessed(value if guess.label == value else "", guess)
        elif given:
            whys[field] = {"value": value, "by": "form"}
    if found.applied.trouble is not None:
        whys["rules"] = {"value": "", "by": "rule", "reason": stored_reason(found.applied.trouble)}
    return whys


def _guessed(value: str, guess: Guess) -> Why:
    return {
        "value": value,
        "by": "classifier",
        "reason": stored_reason(guess.reasons[0]),
        "also": [stored_reason(reason) for reason in guess.reasons[1:]],
        "chance": round(guess.confidence, 4),
        "nearest": list(guess.nearest),
    }


def _with(
    new: NewTicket,
    found: Triage,
    whys: dict[str, Why],
    earlier: Mapping[str, tuple[Ticket, Contact]],
    body: Body,
) -> NewTicket:
    facts = found.facts
    language = new.language or found.written.language or body.reads[:2]
    if language and not (new.language or found.written.language):
        whys["language"] = {"value": language, "by": "form"}
    elif language and not new.language:
        whys["language"] = {
            "value": language,
            "by": "words",
            "reason": stored_reason(found.written.reason),
            "chance": round(found.written.confidence, 4),
        }
    if found.said:
        whys["signals"] = {
            "value": ", ".join(each.signal for each in found.said),
            "by": "words",
            "reason": stored_reason(found.said[0].reason),
            "also": [stored_reason(each.reason) for each in found.said[1:]],
        }
    repeats = _repeated(found.repeat, earlier)
    if found.repeat is not None and repeats is not None:
        reason = stored_reason(found.repeat.reason)
        whys["repeats"] = {"value": str(repeats.number), "by": "words", "reason": reason}
    complexity = Complexity(facts[Field.COMPLEXITY])
    return replace(
        new,
        category=facts.get(Field.CATEGORY, "")[:100],
        priority=Priority(facts[Field.PRIORITY]),
        complexity=complexity,
        queue=facts[Field.QUEUE],
        language=language,
        signals=tuple(each.signal.value for each in found.said),
        triage=whys,
        repeats=repeats,
    )


def _repeated(repeat: Repeat | None, earlier: Mapping[str, tuple[Ticket, Contact]]) -> Ticket | None:
    return earlier[repeat.of][0] if repeat is not None else None


_first_said = Message.objects.filter(ticket=OuterRef("pk"), kind=MessageKind.CUSTOMER).order_by("at", "id")


def _wrote_before(theirs: Q, since: datetime, until: datetime) -> QuerySet[Ticket]:
    return (
        Ticket.objects.filter(theirs, opened_at__gte=since, opened_at__lte=until)
        .annotate(first_text=Subquery(_first_said.values("text")[:1]))
        .only("id", "number", "channel", "subject", "opened_at")
        .order_by("-opened_at", "-id")[:MOST_EARLIER]
    )


_of_customer = Prepared(
    lambda customer, since, until: _wrote_before(Q(customer=customer), since, until),
    customer=int,
    since=datetime,
    until=datetime,
)
_of_address = Prepared(
    lambda team, kind, normal, since, until: _wrote_before(
        Q(
            customer__addresses__team=team,
            customer__addresses__kind=kind,
            customer__addresses__normalised=normal,
        ),
        since,
        until,
    ),
    team=int,
    kind=str,
    normal=str,
    since=datetime,
    until=datetime,
)


def written_before(*, at: datetime, **whose: Any) -> Asked[list[Ticket]]:
    """The question for what somebody wrote within the time in which something is a repeat.

    They are named by `customer`, or by the `team`, `kind` and `normal` of an address that is theirs.
    """
    asked = _of_customer if "customer" in whose else _of_address
    return asked.asked(**whose, since=at - REPEATS_WITHIN, until=at)


def _earlier(contact: Contact, before: Sequence[Ticket]) -> dict[str, tuple[Ticket, Contact]]:
    return {
        str(row.pk): (
            row,
            Contact(
                key=str(row.pk),
                channel=row.channel,
                subject=row.subject,
                text=row.first_text or "",  # type: ignore[attr-defined]
                customer=contact.customer,
                opened_at=int(row.opened_at.timestamp()),
            ),
        )
        for row in before
    }


@lru_cache(maxsize=256)
def _rules(row_id: int) -> tuple[Rule, ...]:
    return rules_from(TriageRules.objects.values_list("document", flat=True).get(pk=row_id))


def rules_of(team: Team) -> tuple[Rule, ...]:
    """The team's rules as they are now."""
    newest = standing_of(team.pk).rules
    return () if newest is None else _rules(newest)


@lru_cache(maxsize=32)
def _classifier(row_id: int) -> Classifier:
    data = TrainedClassifier.objects.values_list("data", flat=True).get(pk=row_id)
    return classifier_from(data=bytes(data))


def classifiers_of(team: Team) -> dict[Field, Classifier]:
    """The newest classifier of each field that is used."""
    return {Field(field): _classifier(pk) for field, pk in standing_of(team.pk).classifiers.items()}


def get_ready() -> None:
    """Load what tells languages apart, in a thread of its own, so that no contact waits for it."""
    Thread(target=language_of, args=("Where is my order?",), name="getting triage ready", daemon=True).start()


def forget() -> None:
    """Forget what is kept in memory; for tests, whose rows come and go under the same ids."""
    _rules.cache_clear()
    _classifier.cache_clear()
