"""What an input becomes: a new ticket of its customer, or the next message on one of theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from halfhour.customers.actions import NewCustomer, add_customer, before_adding, learn_reader
from halfhour.customers.actions.locking import lock_customers
from halfhour.customers.errors import AddressTaken
from halfhour.customers.fields import form_field, stored_value
from halfhour.customers.models import Address, AddressKind, Customer, FieldKind
from halfhour.customers.queries.addresses import beside_address, know_addresses, of_customer
from halfhour.desk.actions.assigning import hold
from halfhour.desk.actions.complaint_opening import may_open_by_itself, open_by_itself
from halfhour.desk.actions.conversation import customer_wrote
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.actions.promising import promise
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.actions.writing_again import PAGE_SOURCE, written_again
from halfhour.desk.adapter.bodies import Body, aside, mail_named, understood
from halfhour.desk.adapter.policies import engine_of
from halfhour.desk.adapter.standing import Standing, standing_of
from halfhour.desk.adapter.triage import sorted_new, written_before
from halfhour.desk.models import (
    Complexity,
    EventKind,
    IntakeState,
    LinkKind,
    OutgoingKind,
    Priority,
    PromiseRecord,
    RawInput,
    Ticket,
    TicketField,
    TicketLink,
)
from halfhour.desk.notices import tell_customer
from halfhour.desk.queries.customers import is_same_person, now_of
from halfhour.desk.queries.presence import pushed_channels
from halfhour.engine.team import Service
from halfhour.engine.team import Team as EngineTeam
from halfhour.people.models import Member, Team, User
from halfhour.rows import (
    Asked,
    Prepared,
    commit_too,
    foreseen_or_asked,
    together,
    update_soon,
    written_together,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A new ticket, without tags, and what its customer is promised."""

    ticket: Ticket
    promise: PromiseRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Who writes, with what they wrote lately."""

    customer: Customer
    before: Sequence[Ticket]


def who_writes(raw: RawInput) -> "tuple[Asked[Any], ...]":
    """The questions for the customer behind an input that names one by mail, known or new, as far as can be
    told before it is understood."""
    if raw.source == PAGE_SOURCE:
        return ()
    normal = mail_named(raw.body)
    if not normal:
        return ()
    known = _questions(raw.team_id, AddressKind.EMAIL, normal, raw.received_at)
    return (*known, *before_adding(team_id=raw.team_id, normal=normal))


def settle(raw: RawInput, *, at: datetime) -> None:
    """Make of an input the ticket that it belongs to from now on; part of the transaction that holds it.

    Times are those at which the input came in, however late it is taken.

    Raises
    ------
    SetAside
        Where nothing can be made of it.
    """
    if raw.source == PAGE_SOURCE:
        _settled(raw, written_again(raw), at)
        return
    team = raw.team
    now = standing_of(team.pk)
    if now.version is None:
        raise aside("no_queue")
    settings = engine_of(now.version)
    body = _known_only(understood(channel=raw.channel, body=raw.body, team=settings), now)
    by = _person(team, body.entered_by)
    known = _known_customer(team, body, raw.received_at)
    if known is not None and body.reads:
        learn_reader(customer=known.customer, language=body.reads, timezone=body.timezone, at=raw.received_at)
    named = _ticket_named(team, body)
    if named is not None and _may_continue(named, known.customer if known else None, body, by):
        _settled(raw, customer_wrote(ticket=named, text=body.text, at=raw.received_at).ticket, at)
        return
    made, is_spoken = _opened(raw, body, settings, known=known, by=by, at=at)
    ticket = made.ticket
    if by is not None and is_spoken:
        _in_conversation(ticket, by, raw.received_at)
    elif named is not None:  # it names a ticket that is somebody else's: told to the team, and no more
        TicketLink.objects.create(source=ticket, target=named, kind=LinkKind.RELATED, at=raw.received_at)
    complaint = open_by_itself(ticket=ticket, at=raw.received_at)
    if not (
        complaint or is_spoken or body.tags or ticket.channel in pushed_channels(team.pk, raw.received_at)
    ):
        raw.made = made


def _opened(
    raw: RawInput, body: Body, settings: EngineTeam, *, known: _Known | None, by: User | None, at: datetime
) -> tuple[Made, bool]:
    """A new ticket, and whether the one who entered it speaks with the customer just now."""
    with written_together():
        known = known or _new_customer(raw.team, body, by=by, raw=raw)
        new = sorted_new(
            team=raw.team,
            settings=settings,
            new=_new_ticket(raw, body, known.customer if known else None),
            body=body,
            by=by,
            before=known.before if known else (),
            at=raw.received_at,
        )
        ticket = open_new_ticket(team=raw.team, new=new, by=by, at=raw.received_at)
        is_live = settings.queue(new.queue).service == Service.LIVE
        is_spoken = is_live and by is not None and not body.waits
        promised = None if is_spoken else promise(ticket=ticket, at=raw.received_at, is_new=True)
        if by is None:
            tell_customer(ticket=ticket, kind=OutgoingKind.RECEIVED, at=raw.received_at)
        _settled(raw, ticket, at)
        if not (is_spoken or body.ticket or may_open_by_itself(ticket)):
            commit_too()
    return Made(ticket=ticket, promise=promised), is_spoken


def _settled(raw: RawInput, ticket: Ticket, at: datetime) -> None:
    raw.ticket, raw.state, raw.settled_at, raw.why = ticket, IntakeState.TAKEN, at, {}
    update_soon(raw, "ticket", "state", "settled_at", "why")


def _in_conversation(ticket: Ticket, by: User, at: datetime) -> Ticket:
    """Who enters a call or a chat is speaking with the customer: it is theirs, and answered."""
    events = [*hold(ticket, by, at=at, by=by), happened(EventKind.ANSWERED, at=at, by=by)]
    ticket.first_answered_at, ticket.answered_last_by = at, by
    return save_ticket(ticket, events=events, at=at)


def _known_only(body: Body, now: Standing) -> Body:
    """Without a category that the team does not have, where it has named its own."""
    named = now.categories
    return replace(body, category="") if named and body.category not in named else body


def _new_ticket(raw: RawInput, body: Body, customer: Customer | None) -> NewTicket:
    return NewTicket(
        number=raw.number,
        channel=body.channel,
        queue=body.queue,
        text=body.text,
        subject=body.subject,
        customer=customer,
        language=body.language,
        category=body.category,
        priority=body.priority or Priority.NORMAL,
        complexity=body.complexity or Complexity.STANDARD,
        fields=kept_fields(raw.team, body.fields),
        tags=body.tags,
    )


def _person(team: Team, pk: int | None) -> User | None:
    """Who entered it; only people of the team enter anything."""
    if pk is None:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not (user.is_administrator or Member.objects.filter(team=team, user=user).exists()):
        raise aside("unknown_person")
    return user


def _known_customer(team: Team, body: Body, at: datetime) -> _Known | None:
    """Who writes, held until the transaction ends; None where nobody, or somebody new."""
    if body.customer is None:
        return _by_first_address(team, body, at)
    customer = _numbered(team, body.customer)
    addresses, before = together(
        of_customer.asked(customer=customer.pk), written_before(customer=customer.pk, at=at)
    )
    know_addresses(customer, addresses)
    return _Known(customer=customer, before=before)


def _new_customer(team: Team, body: Body, *, by: User | None, raw: RawInput) -> _Known | None:
    """Somebody new; an address beside the first that is somebody else's is left with them."""
    if not _names_somebody(body):
        return None
    for addresses in (body.addresses, body.addresses[:1]):
        given = tuple((kind, value) for kind, value, _normal in addresses)
        new = NewCustomer(
            name=body.name,
            language=body.reads or body.language,
            timezone=body.timezone,
            addresses=given,
        )
        try:
            added = add_customer(team=team, new=new, by=by, at=raw.received_at)
        except AddressTaken:
            # Where somebody was faster with the same person.
            known = _by_first_address(team, body, raw.received_at)
        else:
            theirs = [Address(kind=kind, value=value, normalised=normal) for kind, value, normal in addresses]
            know_addresses(added, theirs)
            return _Known(customer=added, before=())
        if known is not None:
            return known
    raise aside("unknown_customer", value=body.name)


def _names_somebody(body: Body) -> bool:
    return body.customer is not None or bool(body.addresses or body.name)


_held_by_address = Prepared(
    lambda team, kind, normal: (
        Customer.objects.select_for_update(of=("self",), no_key=True)
        .filter(
            addresses__team=team,
            addresses__kind=kind,
            addresses__normalised=normal,
            merged_into__isnull=True,
            erased_at__isnull=True,
        )
        .order_by("pk")
    ),
    team=int,
    kind=str,
    normal=str,
)


def _by_first_address(team: Team, body: Body, at: datetime) -> _Known | None:
    """Who has the first address: only that says who writes, for anybody can name a second one."""
    if not body.addresses:
        return None
    kind, _value, normal = body.addresses[0]
    questions = _questions(team.pk, kind, normal, at)
    held, addresses, before = foreseen_or_asked(*questions)
    if not held:
        return None
    know_addresses(held[0], addresses)
    return _Known(customer=held[0], before=before)


def _questions(team_id: int, kind: str, normal: str, at: datetime) -> "tuple[Asked[Any], ...]":
    """Who has an address, held until the transaction ends; all their addresses; what they wrote lately."""
    whose: dict[str, Any] = {"team": team_id, "kind": str(kind), "normal": normal}
    return (
        _held_by_address.asked(**whose),
        beside_address.asked(**whose),
        written_before(**whose, at=at),
    )


def _held(customer: Customer) -> Customer:
    """Who somebody is by now; looked at again where they were merged while we waited."""
    (held,) = lock_customers([now_of(customer).pk]).values()
    return held if held.merged_into_id is None else _held(held)


def _numbered(team: Team, number: int) -> Customer:
    """The customer of this number, or whoever they were merged into: they are held, and nobody on the way."""
    named = Customer.objects.filter(team=team, number=number).first()
    found = _held(named) if named is not None else None
    if found is None or found.erased_at is not None:
        raise aside("unknown_customer", value=str(number))
    return found


def _ticket_named(team: Team, body: Body) -> Ticket | None:
    if body.ticket is None:
        return None
    return Ticket.objects.select_related("customer").filter(team=team, number=body.ticket).first()


def _may_continue(ticket: Ticket, customer: Customer | None, body: Body, by: User | None) -> bool:
    """Whether who writes goes on with this ticket: it is their own, or a person of the team says so.

    With one whose customer was erased nobody goes on.
    """
    if ticket.is_customer_erased:
        return False
    if customer is None:
        return by is not None and not _names_somebody(body)
    return is_same_person(ticket.customer, customer)


def kept_fields(team: Team, given: Mapping[str, Any]) -> dict[str, Any]:
    """Of the team's own fields those that were given a value of their kind."""
    if not given:
        return {}
    kept = {}
    for each in TicketField.objects.filter(team=team, is_retired=False, key__in=list(given)).order_by("id"):
        typed = given[each.key]
        if each.kind == FieldKind.YES_NO and isinstance(typed, bool):
            typed = "yes" if typed else "no"
        try:
            value = stored_value(each, form_field(each).clean(typed))  # type: ignore[arg-type]
        except ValidationError:
            continue
        if value is not None:
            kept[each.key] = value
    return kept
