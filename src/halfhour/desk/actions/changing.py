"""What is known of a ticket, changed by somebody who has seen it as it is."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.actions.locking import lock_live
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Customer
from halfhour.desk.actions.indexing import index_ticket
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.opening import RANK, WEIGHT
from halfhour.desk.actions.recording import happened, judged, save_ticket
from halfhour.desk.actions.states import refuse_merged
from halfhour.desk.actions.tagging import checked_tags, set_tags
from halfhour.desk.actions.ticket_fields import checked_values, fields_of
from halfhour.desk.adapter.policies import engine_of
from halfhour.desk.errors import DeskRefused, DifferentCustomers
from halfhour.desk.models import (
    Complexity,
    DeskSettings,
    EventKind,
    Label,
    Message,
    MessageKind,
    Outgoing,
    OutgoingKind,
    OutgoingState,
    Priority,
    Ticket,
    TicketEvent,
)
from halfhour.desk.models.tickets import SUBJECT_LENGTH
from halfhour.desk.queries.customers import is_same_person
from halfhour.engine.team import Channel
from halfhour.people.languages import language_code
from halfhour.people.models import Team, User
from halfhour.people.queries import latest_version
from halfhour.people.typed import whole_number

# What goals and opening hours go by: the clocks are worked out anew.
MOVES_CLOCKS = frozenset({"priority", "complexity", "category", "queue", "tier"})
# What triage tells, and so what a person's change teaches.
LEARNED = ("category", "priority", "complexity", "queue", "language")
LONGEST_CATEGORY = 100


@transaction.atomic
def change_ticket(
    *,
    ticket: Ticket,
    changes: Mapping[str, Any],
    by: User | None,
    at: datetime,
    revision: int | None = None,
    different_customers: bool = False,
) -> Ticket:
    """Change some of `CHANGES`; what is not named stays, and a change of nothing is none.

    `customer` is a Customer, their number or None; `tags` are names, `add_tags` and `remove_tags` too;
    `fields` are values of the team's own fields by their keys. What a person says of category, priority,
    complexity, queue or language is kept as an example to learn from. With `different_customers` a customer
    may read what another one wrote there.

    Raises
    ------
    TicketMovedOn
        Where somebody saved after `revision`; nothing is overwritten.
    DifferentCustomers
        Where another customer wrote on the ticket, and nobody said that this is meant.
    DeskRefused
        For what cannot be changed, and for a value that does not exist.
    """
    wanted = checked_changes(ticket.team, changes)
    if wanted.get("customer") is not None:
        wanted["customer"] = _held(wanted["customer"])
    ticket = lock_ticket(ticket.pk, revision=revision)
    refuse_merged(ticket)
    if not different_customers:
        _refuse_another_s_words(ticket, wanted.get("customer"))
    facts = apply_changes(ticket, wanted, by=by, at=at)
    return save_ticket(ticket, events=changed_events(ticket, facts, by=by, at=at), at=at) if facts else ticket


def _refuse_another_s_words(ticket: Ticket, customer: Customer | None) -> None:
    """Whose a ticket is reads it: not what somebody else wrote there, unless that is meant."""
    if customer is None or is_same_person(ticket.customer, customer):
        return
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.CUSTOMER, customer__isnull=False)
    writers = (cast(Customer, each.customer) for each in said.select_related("customer").order_by("at", "id"))
    others = [each for each in writers if not is_same_person(each, customer)]
    if others:
        sentence = _("{former} wrote on this ticket, and {customer} could read that and our answers to it.")
        raise DifferentCustomers(
            sentence.format(former=others[-1], customer=customer),
            people=[(each, ticket) for each in (*dict.fromkeys(others), customer)],
        )


def checked_changes(team: Team, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with values that exist; one that is not in the list of what can be changed is refused."""
    for name in changes:
        if name not in CHANGES:
            sentence = _("“{name}” of a ticket cannot be changed.").format(name=str(name)[:60])
            raise DeskRefused(sentence, field=str(name)[:60], allowed=CHANGES)
    return {name: _checked(team, name, value) for name, value in changes.items()}


def _checked(team: Team, name: str, value: Any) -> Any:
    """A value that exists; what is refused says where it was to stand."""
    try:
        return CHANGES[name](team, value)
    except DeskRefused as refused:
        refused.field = f"{name}.{refused.field}" if refused.field else name
        raise


def apply_changes(
    ticket: Ticket, wanted: Mapping[str, Any], *, by: User | None, at: datetime
) -> dict[str, Any]:
    """Put checked changes onto a locked ticket, saved by who calls; {what: (before, after)}."""
    facts: dict[str, Any] = {}
    for name, value in wanted.items():
        if name in PLAIN and getattr(ticket, name) != value:
            facts[name] = (getattr(ticket, name), value)
            setattr(ticket, name, value)
    if "priority" in facts:
        ticket.priority_rank = RANK[Priority(ticket.priority)]
    if "complexity" in facts:
        ticket.weight = WEIGHT[Complexity(ticket.complexity)]
    if "customer" in wanted:
        facts |= _set_customer(ticket, wanted["customer"])
    if "fields" in wanted:
        facts |= _set_fields(ticket, wanted["fields"])
    if {"tags", "add_tags", "remove_tags"} & set(wanted):
        facts |= set_tags(ticket, wanted)
    if by is not None:
        _teach(ticket, facts, by=by, at=at)
    if "subject" in facts or "customer" in facts:
        index_ticket(ticket)
    return facts


def changed_events(
    ticket: Ticket, facts: Mapping[str, Any], *, by: User | None, at: datetime
) -> list[TicketEvent]:
    if MOVES_CLOCKS & set(facts):
        return [judged(ticket, at=at, by=by, facts=facts)]
    return [happened(EventKind.CHANGED, at=at, by=by, facts=facts)] if facts else []


def queue_names(team: Team) -> tuple[str, ...]:
    version = latest_version(team)
    return tuple(queue.name for queue in engine_of(version.pk).queues) if version else ()


def channel_of_queue(team: Team, name: str) -> str:
    """The channel of a queue; "other" for none, and for one that the team does not have."""
    version = latest_version(team)
    queues = engine_of(version.pk).queues if version else ()
    return next((queue.channel.value for queue in queues if queue.name == name), Channel.OTHER.value)


def category_names(team: Team) -> tuple[str, ...]:
    """The team's categories; empty where it has named none, and any may be said."""
    return tuple(DeskSettings.objects.filter(team=team).values_list("categories", flat=True).first() or ())


def _set_customer(ticket: Ticket, customer: Customer | None) -> dict[str, Any]:
    if ticket.customer_id == (customer.pk if customer else None):
        return {}
    before = ticket.customer.number if ticket.customer else None
    facts: dict[str, Any] = {"customer": (before, customer.number if customer else None)}
    if ticket.customer is not None and not is_same_person(ticket.customer, customer):
        _settle_answers(ticket)
        ticket.link_version += 1  # the links that were mailed are somebody else's
    ticket.customer = customer
    tier = customer.tier if customer else ""
    if tier != ticket.tier:
        facts["tier"] = (ticket.tier, tier)
        ticket.tier = tier
    return facts


def _settle_answers(ticket: Ticket) -> None:
    """What was written to one customer is mailed to no other: wait for what waits, drop what failed."""
    answers = Outgoing.objects.filter(ticket=ticket, kind=OutgoingKind.REPLIED)
    if answers.filter(state=OutgoingState.WAITING).exists():
        raise DeskRefused(
            _(
                "An answer to this customer has not left yet. "
                "Wait a moment; a lead can settle it under “Mail not sent”."
            ),
            field="customer",
        )
    answers.filter(state=OutgoingState.FAILED).update(state=OutgoingState.DROPPED)


def _set_fields(ticket: Ticket, values: Mapping[str, Any]) -> dict[str, Any]:
    facts = {
        f"field-{key}": (ticket.fields.get(key), value)
        for key, value in values.items()
        if ticket.fields.get(key) != value
    }
    ticket.fields = {key: value for key, value in (ticket.fields | values).items() if value is not None}
    return facts


def _teach(ticket: Ticket, facts: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """A person has said so: triage keeps away from it from now on, and learns."""
    said = {name: facts[name] for name in LEARNED if name in facts}
    ticket.triage = ticket.triage | {
        name: {"value": value, "by": "person"} for name, (_before, value) in said.items()
    }
    Label.objects.bulk_create(
        Label(team_id=ticket.team_id, ticket=ticket, field=name, value=value, was=before, by=by, at=at)
        for name, (before, value) in said.items()
    )


def _subject(team: Team, value: Any) -> str:
    text = " ".join(str(value or "").replace("\0", "").split())
    if len(text) > SUBJECT_LENGTH:
        raise DeskRefused(_("A subject has at most {most} characters.").format(most=SUBJECT_LENGTH))
    return text


def _one_of(allowed: Callable[[Team], Iterable[str]], name: str) -> Callable[[Team, Any], str]:
    def check(team: Team, value: Any) -> str:
        if value not in tuple(allowed(team)):
            sentence = _("“{value}” is no {name} of this team.").format(value=str(value)[:60], name=name)
            raise DeskRefused(sentence, allowed=allowed(team))
        return str(value)

    return check


def _category(team: Team, value: Any) -> str:
    text = str(value or "").strip()
    known = category_names(team)
    if text and ((known and text not in known) or len(text) > LONGEST_CATEGORY or "\0" in text):
        raise DeskRefused(_("“{value}” is no category of this team.").format(value=text[:60]), allowed=known)
    return text


def _language(team: Team, value: Any) -> str:
    text = str(value or "").strip()
    if text and not language_code(text):
        raise DeskRefused(_("“{value}” is no code of a language, such as en.").format(value=text[:20]))
    return language_code(text)


def _customer(team: Team, value: Any) -> Customer | None:
    if value in (None, ""):
        return None
    known = Customer.objects.filter(team=team, merged_into__isnull=True, erased_at__isnull=True)
    number = value.number if isinstance(value, Customer) and value.team_id == team.pk else value
    wanted = whole_number(str(number))
    customer = None if wanted is None else known.filter(number=wanted).first()
    if customer is None:
        raise DeskRefused(_("There is no customer {number}.").format(number=str(number)[:20]))
    return customer


def _held(customer: Customer) -> Customer:
    """A customer who stays who they are until the transaction ends; refused where they are no more."""
    try:
        return lock_live(customer)
    except CustomerRefused as refused:
        raise DeskRefused(str(refused), field="customer") from None


def _fields(team: Team, value: Any) -> dict[str, Any]:
    return checked_values(fields_of(team), dict(value))


PLAIN = ("subject", "priority", "complexity", "category", "queue", "language")
CHANGES: dict[str, Callable[[Team, Any], Any]] = {
    "subject": _subject,
    "priority": _one_of(lambda team: Priority.values, "priority"),
    "complexity": _one_of(lambda team: Complexity.values, "complexity"),
    "category": _category,
    "queue": _one_of(queue_names, "queue"),
    "language": _language,
    "customer": _customer,
    "fields": _fields,
    "tags": checked_tags,
    "add_tags": checked_tags,
    "remove_tags": checked_tags,
}
