"""A customer is erased: their tickets stay for the statistics, and say nothing of them any more."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from halfhour.customers.addresses import normalised
from halfhour.customers.errors import AddressRefused
from halfhour.customers.models import Address, AddressKind, Customer
from halfhour.customers.queries.regions import phone_region
from halfhour.desk.actions.attachments import remove_files
from halfhour.desk.actions.ending import end_tickets
from halfhour.desk.actions.indexing import forget_words_taken_out, index_ticket
from halfhour.desk.actions.locking import lock_tickets
from halfhour.desk.actions.training import let_learn_anew
from halfhour.desk.actions.writing_again import PAGE_SOURCE
from halfhour.desk.adapter.bodies import ERASED
from halfhour.desk.models import (
    Attachment,
    BulkChange,
    ChecklistItem,
    Complaint,
    ComplaintStep,
    Draft,
    HandOff,
    InputFile,
    IntakeState,
    Message,
    MessageKind,
    Outgoing,
    Rating,
    RawInput,
    Tag,
    Ticket,
    TicketEvent,
)
from halfhour.desk.models.conversation import TicketText

# What of a ticket's history says nothing of a person.
KEPT_FACTS = frozenset(
    {"state", "assignee", "priority", "complexity", "category", "queue", "tier", "language", "wakes_at"}
)
KEPT_WHY = ("value", "by", "chance", "was_by")
AT_ONCE = 500
OF_ERASED: dict[str, Any] = {"kind": ERASED, "figures": {}, "dismissed": {}}


def erase_tickets_of(*, customers: Sequence[Customer], addresses: Sequence[Address], at: datetime) -> None:
    """Take all texts, files and entered values from the tickets of these customers; part of their erasure.

    What is open is closed. Number, channel, queue, category, states, times and ratings in figures stay.
    """
    assert transaction.get_connection().in_atomic_block
    ids = _held(customers)
    for start in range(0, len(ids), AT_ONCE):
        _erase(ids[start : start + AT_ONCE], at)
    _erase_said(customers)
    forget_words_taken_out()
    _erase_inputs(ids, addresses)
    for team_id in sorted({each.team_id for each in customers}):
        _erase_inputs_of_said(team_id, customers, ids)
        _erase_written_again(team_id, ids)
        _erase_changes_of_many(team_id, frozenset(ids))
        let_learn_anew(team_id=team_id, without=ids)


def _held(customers: Sequence[Customer]) -> list[int]:
    """All tickets of customers, and those that came of them while we waited for whoever was at one.

    They are held, and so are those of others on which they said something: none of it goes elsewhere now.
    """
    theirs = Ticket.objects.filter(customer__in=customers).values_list("id", flat=True)
    said_on = Message.objects.filter(customer__in=customers).values_list("ticket", flat=True)
    held = set[int]()
    while ids := {*theirs.all(), *said_on.all()} - held:
        lock_tickets(ids)
        held |= ids
    return sorted(theirs.all())


def _erase(ids: Sequence[int], at: datetime) -> None:
    tickets = lock_tickets(ids)
    end_tickets(tickets.values(), at=at)
    _take_off_tags(ids)
    for ticket in tickets.values():
        why = {field: _without_words(known) for field, known in ticket.triage.items()}
        Ticket.objects.filter(pk=ticket.pk).update(
            subject="",
            fields={},
            triage=why,
            tier="",
            link_version=F("link_version") + 1,
            revision=F("revision") + 1,
            done_revision=F("revision") + 1,
        )
    TicketText.objects.filter(ticket__in=ids).update(words="")
    remove_files(Attachment.objects.filter(ticket__in=ids).order_by("id"))
    Draft.objects.filter(ticket__in=ids).delete()
    Message.objects.filter(ticket__in=ids).update(text="", html="", mentions=[], not_delivered="")
    ChecklistItem.objects.filter(ticket__in=ids).delete()
    Outgoing.objects.filter(ticket__in=ids).update(why="")  # a mail server's refusal names the address
    HandOff.objects.filter(ticket__in=ids).update(
        asked="", answer="", answered_by="", link_version=F("link_version") + 1
    )
    Rating.objects.filter(ticket__in=ids).update(comment="")
    Complaint.objects.filter(ticket__in=ids).update(remedy="")
    ComplaintStep.objects.filter(complaint__ticket__in=ids).update(text="")
    for event in TicketEvent.objects.filter(Q(ticket__in=ids) & (~Q(facts={}) | ~Q(reason={}))).iterator():
        reason = {name: value for name, value in event.reason.items() if name == "kind"}
        TicketEvent.objects.filter(pk=event.pk).update(facts=_plain(event.facts), reason=reason)


def _take_off_tags(ids: Sequence[int]) -> None:
    """Their tags, which anybody may have called after them; one that stands on no other ticket is no more.

    One that is just being given to another ticket stays, and nobody is waited for.
    """
    theirs = list(Tag.objects.filter(tickets__in=ids).order_by().values_list("id", flat=True).distinct())
    Ticket.tags.through.objects.filter(ticket__in=ids).delete()
    free = Tag.objects.select_for_update(skip_locked=True).filter(id__in=theirs).order_by("id")
    Tag.objects.filter(id__in=list(free.values_list("id", flat=True)), tickets=None).delete()


def _erase_changes_of_many(team_id: int, ids: frozenset[int]) -> None:
    """What their tickets were before a change of many, and the texts that were asked for."""
    for change in BulkChange.objects.filter(team=team_id).order_by("id").iterator():
        if not any(entry["ticket"] in ids for entry in change.before):
            continue
        before = [
            {**entry, "values": _plain(entry["values"]), "triage": {}} if entry["ticket"] in ids else entry
            for entry in change.before
        ]
        BulkChange.objects.filter(pk=change.pk).update(before=before, asked=_plain(change.asked))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in KEPT_FACTS}


def _erase_said(customers: Sequence[Customer]) -> None:
    """What they said on tickets of others: gone there too, and no longer found."""
    theirs = Message.objects.filter(customer__in=customers).exclude(text="", html="")
    tickets = sorted(set(theirs.values_list("ticket", flat=True)))
    remove_files(Attachment.objects.filter(message__in=theirs).order_by("id"))
    theirs.update(text="", html="", mentions=[], not_delivered="")
    for ticket in Ticket.objects.filter(id__in=tickets).select_related("customer").order_by("id"):
        index_ticket(ticket)


def _without_words(known: Any) -> dict[str, Any]:
    given = known if isinstance(known, Mapping) else {}
    return {name: given[name] for name in KEPT_WHY if name in given}


def _erase_inputs(ids: Sequence[int], addresses: Iterable[Address]) -> None:
    """What came in as it came: of their tickets, and what was set aside under one of their addresses."""
    forget(RawInput.objects.filter(ticket__in=ids), why={})
    written = {each.normalised for each in addresses}
    team = next((each.team for each in addresses), None)
    if team is None:
        return
    region = phone_region(team)
    aside = RawInput.objects.filter(team=team, state=IntakeState.SET_ASIDE).order_by("id")
    theirs = [raw.pk for raw in aside.iterator() if _senders(raw.body, region) & written]
    forget(RawInput.objects.filter(pk__in=theirs, state=IntakeState.SET_ASIDE), why=OF_ERASED)


def forget(rows: QuerySet[RawInput], *, why: dict[str, Any]) -> None:
    """What came as it came, and the files that came with it, are no more."""
    remove_files(InputFile.objects.filter(raw__in=rows.values("pk")).order_by("id"))
    rows.update(body={}, why=why)


def _erase_inputs_of_said(team_id: int, customers: Sequence[Customer], ids: Sequence[int]) -> None:
    """What their messages were made of, wherever these stand by now: it came in when they were said."""
    theirs = Message.objects.filter(Q(customer__in=customers) | Q(ticket__in=ids), ticket__team=team_id)
    times = sorted(set(theirs.filter(kind=MessageKind.CUSTOMER).values_list("at", flat=True)))
    taken = RawInput.objects.filter(team=team_id, state=IntakeState.TAKEN)
    for start in range(0, len(times), AT_ONCE):
        forget(taken.filter(received_at__in=times[start : start + AT_ONCE]), why={})


def _erase_written_again(team_id: int, ids: Sequence[int]) -> None:
    """What came by the pages of their tickets, on whichever ticket it stands by now."""
    numbers = list(Ticket.objects.filter(id__in=ids).order_by("id").values_list("number", flat=True))
    theirs = RawInput.objects.filter(team=team_id, source=PAGE_SOURCE)
    for start in range(0, len(numbers), AT_ONCE):
        forget(theirs.filter(body__ticket__in=numbers[start : start + AT_ONCE]), why={})


def _senders(body: Any, region: str) -> set[str]:
    """The addresses that an input names, as they are compared."""
    if not isinstance(body, Mapping):
        return set()
    found = set()
    for given in (body, body.get("mended") or {}):
        for kind in (AddressKind.EMAIL, AddressKind.PHONE):
            text = given.get(kind.value) if isinstance(given, Mapping) else None
            if isinstance(text, str):
                try:
                    found.add(normalised(kind, text, region=region))
                except AddressRefused:
                    continue
    return found
