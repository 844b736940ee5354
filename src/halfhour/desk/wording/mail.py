"""The mails of the desk, in the reader's language and with times in their zone, which is named."""

from collections.abc import Callable, Iterable
from datetime import datetime
from email.utils import formataddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from halfhour.customers.addresses import normalised
from halfhour.customers.errors import AddressRefused
from halfhour.customers.models import REFUSES, Address, AddressKind, Customer
from halfhour.customers.queries.addresses import of_customer
from halfhour.desk.models import (
    EventKind,
    HandOff,
    Message,
    Outgoing,
    OutgoingKind,
    PromiseRecord,
    Rating,
    RawInput,
    State,
    Ticket,
    TicketEvent,
)
from halfhour.desk.models.processes import HandOffState
from halfhour.desk.models.tickets import OURS
from halfhour.desk.queries.customers import now_of, with_own_page
from halfhour.desk.signing import hand_off_link, rating_link, ticket_link
from halfhour.desk.wording.mail_message import Mail
from halfhour.people.middleware import zone_names
from halfhour.people.queries import team_zone
from halfhour.rows import Prepared, together

MOST_LINKS = 5
TO_DEPARTMENTS = (
    OutgoingKind.HAND_OFF,
    OutgoingKind.HAND_OFF_REMINDER,
    OutgoingKind.HAND_OFF_TAKEN_BACK,
)


class NotSent(Exception):
    """Why a mail is not to be sent after all."""


def mail_of(row: Outgoing, *, is_automatic: bool) -> EmailMessage:
    """The mail as it leaves: to one address, its headers on one line each whatever anybody is called.

    Raises
    ------
    NotSent
        Where nobody is left to send it to, or what it asks for is no longer to be asked.
    """
    if row.kind in TO_DEPARTMENTS:
        return _department_mail(row, is_automatic=is_automatic)
    customer = live_customer(row.ticket)
    if customer is None:
        raise NotSent("no customer")
    to = address_of(row, customer)
    with translation.override(language_of(row.ticket)), timezone.override(zone_of(row.ticket)):
        subject, facts = WORDS[OutgoingKind(row.kind)](row, customer)
        facts |= {"name": customer.name, "ticket": row.ticket, "team": row.ticket.team}
        body = render_to_string(f"desk/mail/{row.kind}.txt", facts)
    return _mail(row, to=to, subject=subject, body=body, is_automatic=is_automatic)


def live_customer(ticket: Ticket) -> Customer | None:
    """Who the ticket's customer is now, after merging; None where they were erased."""
    customer = now_of(ticket.customer) if ticket.customer else None
    return customer if customer is not None and customer.erased_at is None else None


_first_input = Prepared(
    lambda ticket: RawInput.objects.filter(ticket=ticket).only("body").order_by("id")[:1], ticket=int
)


def address_of(row: Outgoing, customer: Customer) -> str:
    """Where the requester wrote from, as long as it is theirs; never anybody else's address."""
    known, inputs = together(
        of_customer.asked(customer=customer.pk), _first_input.asked(ticket=row.ticket_id)
    )
    theirs: list[Address] = [each for each in known if each.kind == AddressKind.EMAIL]
    if not theirs:
        raise NotSent("no e-mail address")
    raw = next(iter(inputs), None)
    wrote_from = _normal(str(raw.body.get("email", ""))) if raw and isinstance(raw.body, dict) else ""
    wanted = row.facts.get("address")
    for each in theirs:
        if each.pk == wanted or (wanted is None and each.normalised == wrote_from):
            return each.normalised
    return theirs[0].normalised


def _normal(email: str) -> str:
    try:
        return normalised(AddressKind.EMAIL, email) if email else ""
    except AddressRefused:
        return ""


def language_of(ticket: Ticket) -> str:
    """The customer's language, the ticket's where it is not known; one that the product speaks."""
    for code in (ticket.customer.language if ticket.customer else "", ticket.language):
        if spoken := spoken_language(code):
            return spoken
    return settings.LANGUAGE_CODE


def spoken_language(code: str) -> str:
    """A code such as "zh" or "zh-CN" as one of the product's languages; empty where it speaks none."""
    known = [each for each, _name in settings.LANGUAGES]
    low = code.lower().replace("_", "-")
    return next((each for each in known if low and (low == each or low[:2] == each[:2])), "")


def zone_of(ticket: Ticket) -> ZoneInfo:
    name = ticket.customer.timezone if ticket.customer else ""
    return ZoneInfo(name) if name in zone_names() else team_zone(ticket.team)


def promise_words(promise: PromiseRecord) -> str:
    """When an answer may be expected, in the active zone, which is named."""
    zone = timezone.get_current_timezone_name().replace("_", " ")
    first, last = (timezone.localtime(each) for each in (promise.from_at, promise.by_at))
    until = date_format(last, "TIME_FORMAT" if first.date() == last.date() else "DATETIME_FORMAT")
    return _("We answer between {first} and {last} ({zone}).").format(
        first=date_format(first, "DATETIME_FORMAT"), last=until, zone=zone
    )


_answers = TicketEvent.objects.filter(
    ticket=OuterRef("ticket"), kind=EventKind.ANSWERED, at__gte=OuterRef("made_at")
)
UNANSWERED = Q(~Exists(_answers), answered_at__isnull=True)  # of a promise: it still stands
standing_promises = Prepared(
    lambda ticket: PromiseRecord.objects.filter(UNANSWERED, ticket=ticket, replaced_at__isnull=True).order_by(
        "-made_at", "-id"
    )[:1],
    ticket=int,
)


def standing_promise(ticket: Ticket) -> PromiseRecord | None:
    """What the customer was told last and is still waiting for: nothing once they were answered."""
    return standing_promises.first(ticket=ticket.pk)


def promised_answers(tickets: Iterable[Ticket]) -> set[int]:
    """The ids of the tickets whose customers were promised an answer that they wait for."""
    standing = PromiseRecord.objects.filter(UNANSWERED, ticket__in=list(tickets), replaced_at__isnull=True)
    return set(standing.filter(ticket__state__in=OURS).values_list("ticket", flat=True))


def subject_of(ticket: Ticket) -> str:
    """The ticket's subject on one line: nobody writes headers of ours by writing a subject."""
    return " ".join(ticket.subject.split())[:150]


def _received(row: Outgoing, customer: Customer) -> tuple[str, dict[str, Any]]:
    promise = standing_promise(row.ticket)
    subject = _("We have your message, number {number}: {subject}")
    return _named(subject, row.ticket), {
        "promise": promise_words(promise) if promise else "",
        "link": ticket_link(row.ticket),
    }


def _promise_moved(row: Outgoing, customer: Customer) -> tuple[str, dict[str, Any]]:
    promise = standing_promise(row.ticket)
    if promise is None:
        raise NotSent("no promise stands")
    subject = _("Our answer takes longer, number {number}: {subject}")
    return _named(subject, row.ticket), {
        "promise": promise_words(promise),
        "link": ticket_link(row.ticket),
    }


def _replied(row: Outgoing, customer: Customer) -> tuple[str, dict[str, Any]]:
    message = Message.objects.filter(pk=row.facts.get("message"), kind="reply").first()
    if message is None:
        raise NotSent("no such answer")
    return _named(_("Our answer, number {number}: {subject}"), row.ticket), {
        "text": message.text,
        "files": [each.name for each in message.attachments.order_by("id")],
        "link": ticket_link(row.ticket),
    }


def _rating(row: Outgoing, customer: Customer) -> tuple[str, dict[str, Any]]:
    rating = Rating.objects.select_related("ticket").filter(pk=row.facts.get("rating")).first()
    if rating is None or rating.answered_at is not None or row.ticket.merged_into_id is not None:
        raise NotSent("nothing to rate")
    if customer.consent in REFUSES:
        raise NotSent("asked not to be written to")
    if row.ticket.state not in (State.RESOLVED, State.CLOSED):
        raise NotSent("open again")
    return _named(_("How did we do? Number {number}: {subject}"), row.ticket), {
        "link": rating_link(rating),
        "ticket_link": ticket_link(row.ticket),
    }


def _link_again(row: Outgoing, customer: Customer) -> tuple[str, dict[str, Any]]:
    links = [(each, ticket_link(each)) for each in with_own_page(customer)[:MOST_LINKS]]
    subject = _("Links to your messages to {team}").format(team=_line(row.ticket.team.name))
    return subject, {"links": links, "is_renewed": "version" in row.facts}  # by the team, not asked for


WORDS: dict[OutgoingKind, Callable[[Outgoing, Customer], tuple[str, dict[str, Any]]]] = {
    OutgoingKind.RECEIVED: _received,
    OutgoingKind.PROMISE_MOVED: _promise_moved,
    OutgoingKind.REPLIED: _replied,
    OutgoingKind.RATING: _rating,
    OutgoingKind.LINK_AGAIN: _link_again,
}


def _named(words: str, ticket: Ticket) -> str:
    return words.format(number=ticket.number, subject=subject_of(ticket)).rstrip(": ")


def _department_mail(row: Outgoing, *, is_automatic: bool) -> EmailMessage:
    hand_off = HandOff.objects.select_related("department", "ticket", "owner").get(pk=row.facts["hand_off"])
    is_over = row.kind == OutgoingKind.HAND_OFF_TAKEN_BACK
    is_as_told = hand_off.state == (HandOffState.TAKEN_BACK if is_over else HandOffState.OPEN)
    if not is_as_told or hand_off.link_version != row.facts["version"]:
        raise NotSent("answered or taken back")
    if not hand_off.department.email:
        raise NotSent("no e-mail address")
    zone = team_zone(row.ticket.team)
    language = spoken_language(hand_off.department.language) or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone):
        due = date_format(timezone.localtime(hand_off.due_at), "DATETIME_FORMAT")
        body = render_to_string(
            "desk/mail/hand_off.txt",
            {
                "hand_off": hand_off,
                "team": row.ticket.team,
                "due": f"{due} ({zone})",
                "is_reminder": row.kind == OutgoingKind.HAND_OFF_REMINDER,
                "is_over": is_over,
                "link": hand_off_link(hand_off),
            },
        )
        words = _("A question for {department} about ticket {number}")
        if row.kind == OutgoingKind.HAND_OFF_REMINDER:
            words = _("Still waiting for {department} about ticket {number}")
        if is_over:
            words = _("No longer asked: {department} about ticket {number}")
        subject = words.format(department=hand_off.department.name, number=row.ticket.number)
    to = hand_off.department.email
    return _mail(row, to=to, subject=subject, body=body, is_automatic=is_automatic)


def _mail(row: Outgoing, *, to: str, subject: str, body: str, is_automatic: bool) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {
        "Message-ID": f"<mail-{row.pk}.{int(row.made_at.timestamp())}@{domain}>",  # the same if sent again
        "References": f"<ticket-{row.ticket_id}@{domain}>",
    }
    if is_automatic:
        headers |= {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    name = _line(row.ticket.team.name)
    sender = settings.DEFAULT_FROM_EMAIL
    return Mail(
        subject=_line(subject),
        body=body,
        from_email=sender if "<" in sender else formataddr((name, sender)),
        to=[to],
        headers=headers,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def moment(at: datetime) -> str:
    """A moment in the active zone and the reader's form."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
