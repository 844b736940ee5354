"""Sends the mail that waits: each row claimed by one worker, tried a few times, never in anybody's way."""

import logging
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from time import monotonic
from typing import Any

from django.core.mail import get_connection
from django.db import transaction

from halfhour.customers.actions.locking import again_after_deadlock
from halfhour.desk.actions.failed_mail import delivered, tell_leads_of_failed_mail, tell_of_undelivered
from halfhour.desk.models import Outgoing, OutgoingKind, OutgoingState
from halfhour.desk.wording.mail import NotSent, mail_of
from halfhour.rows import Asked, Prepared, change_of, together, update

logger = logging.getLogger(__name__)

SECONDS_A_ROUND = 5.0  # what else is due at a time of its own waits no longer for a slow server
MOST_TRIES = 5
PAUSES = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2), timedelta(hours=8))
CLAIMED_FOR = timedelta(minutes=10)  # after which a mail of a worker that died is tried by another
AUTOMATIC = frozenset(OutgoingKind) - {OutgoingKind.REPLIED, OutgoingKind.HAND_OFF}
# What anybody can ask for, for anybody, has limits of its own, and takes nothing from these.
COUNTED = AUTOMATIC - {OutgoingKind.LINK_AGAIN}
AT_ONCE = 10  # are claimed; each is settled as soon as it has left
LATER = range(400, 500)  # codes of a mail server that will take it another time
TELL_PROMISES = frozenset({OutgoingKind.RECEIVED, OutgoingKind.PROMISE_MOVED})
TOLD = """
UPDATE desk_promiserecord SET told_by_mail = TRUE
WHERE ticket_id = %s AND replaced_at IS NULL AND answered_at IS NULL
"""
LEADS_HEAR_AFTER = timedelta(minutes=10)  # of tries in vain
MOST_A_DAY = 6  # automatic mails of one ticket
MOST_TO_ONE_A_DAY = 20  # automatic mails to one customer, whatever they are about


def send_waiting(at: datetime, limit: int = 50) -> int:
    """Send what waits, and say how many left; a mail server that is away or slow ends the round.

    What it does not take of one mail, now and for good, keeps no other waiting.
    """
    connection = get_connection()
    sent, until = 0, monotonic() + SECONDS_A_ROUND
    claimed: deque[Outgoing] = deque()
    try:
        for _each in range(limit):
            if monotonic() > until:
                break
            claimed = claimed or deque(_claim(at))
            if not claimed:
                break
            row = claimed.popleft()
            try:
                has_left = _send(row, connection, at)
            except SMTPRecipientsRefused as error:
                _fail(row, error, at, for_good=_is_for_good(error))
            except (SMTPSenderRefused, SMTPDataError) as error:
                _fail(row, error, at)
                if error.smtp_code in LATER:
                    break
            except (OSError, SMTPException) as error:
                _fail(row, error, at)
                break
            except Exception as error:
                logger.exception("mail %s cannot be made", row.pk)
                _fail(row, error, at)
            else:
                sent += has_left
                if has_left:
                    _note_sent(row, at)
    finally:
        _close(connection)
        _give_back(claimed, at)
    return sent


_first_in_line = Prepared(
    lambda at: (
        Outgoing.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("ticket__team", "ticket__customer")
        .filter(state=OutgoingState.WAITING, next_try_at__lte=at)
        .order_by("tries", "id")[:AT_ONCE]  # what was tried in vain keeps nothing new waiting
    ),
    at=datetime,
)


@transaction.atomic
def _claim(at: datetime) -> list[Outgoing]:
    rows = _first_in_line(at=at)
    for row in rows:
        row.tries += 1
        row.next_try_at = at + CLAIMED_FOR
    together(*(change_of(row, "tries", "next_try_at") for row in rows))
    return rows


def _give_back(rows: Iterable[Outgoing], at: datetime) -> None:
    """What was claimed and not tried is the next to be tried."""
    for row in rows:
        row.tries -= 1
        row.next_try_at = at
    together(*(change_of(row, "tries", "next_try_at") for row in rows))


def _send(row: Outgoing, connection: Any, at: datetime) -> bool:
    """Whether it left."""
    is_automatic = row.kind in AUTOMATIC
    try:
        if row.kind in COUNTED and _is_too_much(row, at):
            raise NotSent("enough automatic mail for one day")
        mail = mail_of(row, is_automatic=is_automatic)
    except NotSent as reason:
        row.state, row.why = OutgoingState.DROPPED, str(reason)
        update(row, "state", "why")
        return False
    mail.connection = connection
    mail.send()
    return True


@again_after_deadlock
def _note_sent(row: Outgoing, at: datetime) -> None:
    """It has left: whatever breaks from here on, it is not taken for one that could not be sent."""
    if row.kind == OutgoingKind.REPLIED and row.why:  # it was refused before
        delivered(row)
    row.state, row.sent_at, row.why = OutgoingState.SENT, at, ""
    told = Asked(TOLD, [row.ticket_id], lambda _: None)
    together(change_of(row, "state", "sent_at", "why"), *([told] if row.kind in TELL_PROMISES else []))


_sent_since = Prepared(
    lambda customer, since: (
        Outgoing.objects.filter(
            ticket__customer=customer, kind__in=sorted(COUNTED), state=OutgoingState.SENT, sent_at__gt=since
        )
        .only("ticket")
        .order_by("id")[:MOST_TO_ONE_A_DAY]
    ),
    customer=int,
    since=datetime,
)


def _is_too_much(row: Outgoing, at: datetime) -> bool:
    """No storms: so much automatic mail a day, about one ticket and to one customer."""
    today = _sent_since(customer=row.ticket.customer_id, since=at - timedelta(days=1))
    return (
        len(today) >= MOST_TO_ONE_A_DAY
        or sum(each.ticket_id == row.ticket_id for each in today) >= MOST_A_DAY
    )


def _is_for_good(error: SMTPRecipientsRefused) -> bool:
    """Whether the address is refused for good, and not for now: a full mailbox, a greylist."""
    return not any(code in LATER for code, _words in error.recipients.values())


def _fail(row: Outgoing, error: Exception, at: datetime, *, for_good: bool = False) -> None:
    row.why, row.tried_at = _why(error), at
    if for_good or row.tries >= MOST_TRIES:
        row.state = OutgoingState.FAILED
    else:
        row.next_try_at = at + PAUSES[row.tries - 1]
    row.save(update_fields=["why", "state", "next_try_at", "tried_at"])
    ticket = f"{row.ticket.team.slug} #{row.ticket.number}"
    if row.state == OutgoingState.FAILED:
        if row.kind == OutgoingKind.REPLIED:
            tell_of_undelivered(row, at=at)
        tell_leads_of_failed_mail(team=row.ticket.team, at=at)
        logger.error("mail %s (%s of %s) failed for good: %s", row.pk, row.kind, ticket, row.why)
    else:
        if at - row.made_at > LEADS_HEAR_AFTER:
            tell_leads_of_failed_mail(team=row.ticket.team, at=at)
        logger.warning("mail %s (%s of %s) is tried again later: %s", row.pk, row.kind, ticket, row.why)


def _why(error: Exception) -> str:
    """The mail server's words, without the address that they name: it is the customer's."""
    words = str(error)
    if isinstance(error, SMTPRecipientsRefused):
        words = "; ".join(
            f"{code} {_text(said)}".replace(address, "…")
            for address, (code, said) in error.recipients.items()
        )
    elif isinstance(error, SMTPResponseException):
        words = f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {words}"[:300]


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def try_failed_again(at: datetime) -> int:
    """Put what failed for good back in line, as after the mail server was mended; how many those are."""
    failed = Outgoing.objects.filter(state=OutgoingState.FAILED)
    return failed.update(state=OutgoingState.WAITING, tries=0, next_try_at=at)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, SMTPException):
        logger.info("the mail server hung up first")
