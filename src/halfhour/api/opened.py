"""What a request names, opened as its key may see it, and contacts handed to the gate."""

import uuid
from typing import Any, TypeVar

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status

from halfhour.api.doors import KEY_HEADER, TokenRequest, refuse_unusable_key
from halfhour.api.schemas import Refusal, TicketOut
from halfhour.customers.access import open_customer
from halfhour.customers.actions.locking import live
from halfhour.customers.models import Customer
from halfhour.desk import access as doors
from halfhour.desk.actions import gate
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import IntakeState, PromiseRecord, RawInput, Tag
from halfhour.desk.wording.intake import why_words
from halfhour.desk.wording.mail import UNANSWERED, standing_promises
from halfhour.people.access import Permission
from halfhour.people.models import Member, User
from halfhour.rows import Asked, Prepared, together

Row = TypeVar("Row")
Shown = TypeVar("Shown", bound=TicketOut)
TO_BLAME = {
    "unknown_channel": "channel",
    "nothing_written": "text",
    "no_address": "email",
    "unknown_customer": "customer",
}


_promise = Prepared(
    lambda team, number: PromiseRecord.objects.filter(
        UNANSWERED, ticket__team=team, ticket__number=number, replaced_at__isnull=True
    ).order_by("-made_at", "-id")[:1],
    team=int,
    number=int,
)
_tags = Prepared(
    lambda team, number: Tag.objects.filter(tickets__team=team, tickets__number=number).order_by("name"),
    team=int,
    number=int,
)
_tags_of = Prepared(lambda ticket: Tag.objects.filter(tickets=ticket).order_by("name"), ticket=int)


def ticket_out(request: TokenRequest, number: int) -> TicketOut:
    """A ticket as it is now."""
    team = request.access.team.pk
    promise, tags = _promise.asked(team=team, number=number), _tags.asked(team=team, number=number)
    return _out(request, number, promise, tags, TicketOut)


def _out(
    request: TokenRequest,
    number: int,
    promise: Asked[list[PromiseRecord]],
    tags: Asked[list[Tag]],
    shown: type[Shown],
) -> Shown:
    found, promises, known_tags = together(doors.asked_ticket(request.access, number), promise, tags)
    return shown.of(doors.opened(found), promise=next(iter(promises), None), tags=known_tags)


def live_customer(request: TokenRequest, number: int) -> Customer:
    """The customer of this number to change them; of who was merged or erased it is said that they were."""
    return live(open_customer(request.access, number))


def member(request: TokenRequest, username: str, *, field: str = "assignee") -> User:
    """Somebody of the team, by the user name that stands in a field."""
    found = Member.objects.filter(team=request.access.team, user__username=username).select_related("user")
    row = found.first()
    if row is None:
        sentence = _("{person} does not belong to this team.").format(person=username[:60])
        raise DeskRefused(sentence, field=field)
    return row.user


def member_or_nobody(request: TokenRequest, username: str | None, *, field: str = "assignee") -> User | None:
    return member(request, username, field=field) if username else None


def found_or_404(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row


def aside_because(raw: RawInput) -> DeskRefused:
    """Why an input became no ticket, with the value that is to blame where it is one."""
    figures = raw.why.get("figures", {})
    kind = raw.why.get("kind", "")
    return DeskRefused(why_words(raw.why), field=figures.get("name") or TO_BLAME.get(kind, ""))


def brought_in(
    request: TokenRequest, *, channel: str, body: dict[str, Any], shown: type[TicketOut] = TicketOut
) -> Any:
    """What becomes of a contact at the gate: its ticket, 202 where it waits, or why it cannot be taken.

    The gate keeps idempotency keys itself.
    """
    key = request.headers.get(KEY_HEADER, "") or uuid.uuid4().hex
    refuse_unusable_key(key)
    raw = gate.bring_in(
        team=request.access.team,
        source=f"api-{request.auth.pk}",
        key=key,
        channel=channel,
        body=body,
        at=timezone.now(),
    )
    if raw.state == IntakeState.SET_ASIDE:
        raise aside_because(raw)
    if raw.ticket is None:
        return Status(202, Refusal(detail=_("The contact is kept, and will be taken as soon as possible.")))
    if raw.made is not None and request.access.may(Permission.SEE_TICKETS):
        return Status(201, shown.of(raw.made.ticket, promise=raw.made.promise, tags=[]))
    promise, tags = standing_promises.asked(ticket=raw.ticket.pk), _tags_of.asked(ticket=raw.ticket.pk)
    return Status(201, _out(request, raw.ticket.number, promise, tags, shown))
