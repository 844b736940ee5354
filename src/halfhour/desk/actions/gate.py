"""The gate that every contact passes: stored first, then taken exactly once, or set aside with why.

An input is a row before anybody looks into it (`receive`), so what breaks afterwards loses nothing. Taking
it locks the row, so whoever comes second finds what the first made of it (`take`). Both leave for PostgreSQL
together (`bring_in`), and are two transactions there. What a crash left is taken by the clockwork
(`take_waiting`); an input that cannot be taken never keeps others waiting.
"""

import logging
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from halfhour.customers.models import Customer
from halfhour.desk.actions.erasing import OF_ERASED, forget
from halfhour.desk.actions.making import settle, who_writes
from halfhour.desk.actions.writing_again import PAGE_SOURCE
from halfhour.desk.adapter.bodies import ERASED
from halfhour.desk.adapter.raw import digest_of, storable, storable_key
from halfhour.desk.adapter.standing import know, newest, read_once
from halfhour.desk.errors import KeyUsedAgain, SetAside
from halfhour.desk.models import IntakeState, RawInput, Ticket, TicketCount, TicketEvent
from halfhour.people.models import Team
from halfhour.rows import (
    PreparedValues,
    asking_ahead,
    counted_insertion,
    foresee_keys,
    insert,
    insert_counted,
    together,
    vendor,
)

logger = logging.getLogger(__name__)
SOURCE_LENGTH, KEY_LENGTH, CHANNEL_LENGTH = 60, 200, 20
MOST_TRIES = 3
LEFT_AFTER = timedelta(seconds=10)  # before that, whoever handed it over is still at it


# By nothing but its key: one row at most, in whichever state it is.
_state = PreparedValues(
    lambda team, source, key: (
        RawInput.objects.select_for_update()
        .filter(team=team, source=source, key=key)
        .order_by()
        .values_list("state")
    ),
    team=int,
    source=str,
    key=str,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What became of the inputs that were waiting."""

    taken: int
    set_aside: int
    waiting: int


def bring_in(*, team: Team, source: str, key: str, channel: str, body: Any, at: datetime) -> RawInput:
    """Receive an input and take it at once, as a request does.

    Where taking it breaks, the input waits: it is stored, and taken later.
    """
    raw = _input(team=team, source=source, key=key, channel=channel, body=body, at=at)
    if vendor() == "postgresql" and not connection.in_atomic_block and _becomes_ticket(raw):
        try:
            return _taken(raw, at, stores=True)
        except Exception:  # it is met again below, unless it was another's
            logger.debug("an input of team %s is stored by itself", raw.team_id, exc_info=True)
    if raw.pk is None:
        raw = _received(raw)
    return raw if raw.state != IntakeState.RECEIVED else take(raw=raw, at=at)


def receive(*, team: Team, source: str, key: str, channel: str, body: Any, at: datetime) -> RawInput:
    """Store an input as it came, before anybody understands it.

    The same key and content from the same source is the same input, however often it is handed over.

    Raises
    ------
    KeyUsedAgain
        Where the key stands for another input already.
    """
    return _received(_input(team=team, source=source, key=key, channel=channel, body=body, at=at))


def _input(*, team: Team, source: str, key: str, channel: str, body: Any, at: datetime) -> RawInput:
    kept = {} if body is None else storable(body)
    return RawInput(
        team=team,
        source=storable(source)[:SOURCE_LENGTH],
        key=storable_key(key, KEY_LENGTH),
        digest=digest_of(channel, kept),
        channel=storable(channel)[:CHANNEL_LENGTH],
        body=kept,
        received_at=at,
    )


def _received(raw: RawInput) -> RawInput:
    try:
        _store(raw)
    except IntegrityError:
        known = RawInput.objects.filter(team=raw.team_id, source=raw.source, key=raw.key).first()
        if known is None:
            raise
        if known.digest != raw.digest:
            raise KeyUsedAgain(
                _("The key “{key}” was used before, for something else.").format(key=raw.key[:80])
            ) from None
        return known
    return raw


def _store(raw: RawInput) -> None:
    """With a number, unless it cannot be had: to be stored, an input depends on nobody.

    One statement is a transaction of its own, so that who counts is waited for no longer than that.
    """
    if _becomes_ticket(raw):
        try:
            with _alone():
                insert_counted(raw, by=TicketCount)
            return
        except OperationalError:
            logger.warning("an input of team %s gets its number later", raw.team_id, exc_info=True)
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
    with _alone():
        insert(raw)


def _alone() -> AbstractContextManager[Any]:
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _becomes_ticket(raw: RawInput) -> bool:
    """Whether it is a new ticket, as far as anybody can tell before it is understood."""
    return raw.source != PAGE_SOURCE and not (isinstance(raw.body, dict) and raw.body.get("ticket"))


def take(*, raw: RawInput, at: datetime) -> RawInput:
    """Make of an input what it is: a new ticket, or the next message of one; exactly once.

    What cannot be understood is set aside. What breaks is tried again by the clockwork, three times at most.
    """
    try:
        try:
            return _taken(raw, at)
        except (IntegrityError, OperationalError):
            # Somebody was faster, as with a new customer's address, or each waited for the other.
            return _taken(raw, at)
    except SetAside as refused:
        return _set_aside(raw.pk, refused, at)
    except (OperationalError, InterfaceError):  # the database is busy or away: not the input's fault
        logger.warning("input %s waits", raw.pk, exc_info=True)
        return raw
    except Exception as error:
        logger.exception("input %s could not be taken", raw.pk)
        return _broken(raw, error, at)


@transaction.atomic
def _taken(raw: RawInput, at: datetime, *, stores: bool = False) -> RawInput:
    with read_once(), asking_ahead(*who_writes(raw)):
        if _becomes_ticket(raw):
            foresee_keys(Customer, Ticket, TicketEvent)
        states, standing = together(
            _state.asked(team=raw.team_id, source=raw.source, key=raw.key),
            newest(raw.team_id),
            alone=counted_insertion(raw, by=TicketCount) if stores else None,
        )
        know(raw.team_id, standing)
        if states != [(IntakeState.RECEIVED,)]:
            return RawInput.objects.select_related("ticket").get(pk=raw.pk)
        taken = copy(raw)  # what breaks leaves the other as it came
        settle(taken, at=at)
        return taken


def take_waiting(*, at: datetime, limit: int = 100) -> Swept:
    """Take what a crash or an error left, those tried least first, then the oldest."""
    waiting = RawInput.objects.filter(state=IntakeState.RECEIVED, received_at__lte=at - LEFT_AFTER)
    ids = list(waiting.order_by("tries", "received_at", "id").values_list("id", flat=True)[:limit])
    states = [take(raw=raw, at=at).state for raw in _unlocked(ids)]
    return Swept(
        taken=states.count(IntakeState.TAKEN),
        set_aside=states.count(IntakeState.SET_ASIDE),
        waiting=states.count(IntakeState.RECEIVED),
    )


def _unlocked(ids: list[int]) -> list[RawInput]:
    """Those of them that nobody is taking just now."""
    with transaction.atomic():
        rows = RawInput.objects.select_for_update(skip_locked=True, of=("self",)).select_related("team")
        found = {raw.pk: raw for raw in rows.filter(id__in=ids, state=IntakeState.RECEIVED)}
    return [found[pk] for pk in ids if pk in found]


@transaction.atomic
def _set_aside(pk: int, refused: SetAside, at: datetime) -> RawInput:
    raw = RawInput.objects.select_for_update(of=("self",)).get(pk=pk)
    if raw.state != IntakeState.RECEIVED:
        return raw
    kind = refused.facts.get("kind", "")
    figures = {name: value for name, value in refused.facts.items() if name != "kind"}
    raw.why = {"kind": kind, "figures": figures} if kind else {"sentence": refused.sentence}
    raw.state, raw.settled_at = IntakeState.SET_ASIDE, at
    raw.save(update_fields=["state", "settled_at", "why"])
    if kind == ERASED:
        forget(RawInput.objects.filter(pk=raw.pk), why=OF_ERASED)
    return raw


def _broken(raw: RawInput, error: Exception, at: datetime) -> RawInput:
    RawInput.objects.filter(pk=raw.pk, state=IntakeState.RECEIVED).update(tries=F("tries") + 1)
    raw = RawInput.objects.get(pk=raw.pk)
    if raw.state != IntakeState.RECEIVED or raw.tries < MOST_TRIES:
        return raw
    facts = {"kind": "broke", "tries": str(raw.tries), "error": type(error).__name__, "input": str(raw.pk)}
    return _set_aside(raw.pk, SetAside(str(error), facts=facts), at)
