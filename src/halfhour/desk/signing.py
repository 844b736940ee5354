"""Links for people without an account: signed, each for one purpose, good for a while, and revocable.

A link holds ids and a version, never an address or a name. What is shown when one does not open is the
same whether there is a ticket or not.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from halfhour.desk.models import DeskSettings, HandOff, Rating, Ticket

TICKET, FORM, RATING, HAND_OFF = (
    f"halfhour.desk.{each}" for each in ("ticket", "form", "rating", "hand_off")
)
HAND_OFF_DAYS = 90


class LinkRefused(Exception):
    """A link that opens nothing; `is_old` where it once did."""

    def __init__(self, *, is_old: bool) -> None:
        super().__init__("old link" if is_old else "wrong link")
        self.is_old = is_old


def ticket_link(ticket: Ticket) -> str:
    """The address of a customer's page about their ticket, for their own mailbox only."""
    return _address("help:ticket", ticket_token(ticket))


def ticket_token(ticket: Ticket, *, as_old_as: str = "") -> str:
    """One that leads on from another is as old as that: going to and fro keeps no link alive."""
    return _signer(TICKET, as_old_as).sign_object([ticket.pk, ticket.link_version])


def form_token(ticket: Ticket, *, as_old_as: str = "") -> str:
    """For whoever has just sent the form: anybody may write in anybody's name, so it shows no answers."""
    return _signer(FORM, as_old_as).sign_object([ticket.pk, ticket.link_version])


def _signer(purpose: str, as_old_as: str) -> signing.TimestampSigner:
    return _SignerOf(as_old_as, salt=purpose) if as_old_as else signing.TimestampSigner(salt=purpose)


class _SignerOf(signing.TimestampSigner):
    """Signs with the time of another token."""

    def __init__(self, token: str, *, salt: str) -> None:
        super().__init__(salt=salt)
        self._of = token

    def timestamp(self) -> str:
        return self._of.split(self.sep)[-2]


def rating_link(rating: Rating) -> str:
    return _address("help:rate", signing.dumps([rating.pk, rating.ticket.link_version], salt=RATING))


def hand_off_link(hand_off: HandOff) -> str:
    return _address("help:hand_off", signing.dumps([hand_off.pk, hand_off.link_version], salt=HAND_OFF))


def open_signed(token: str, *, purpose: str = TICKET) -> Ticket:
    """The ticket that a link is for.

    Raises
    ------
    LinkRefused
        For a link that was not signed here for this, that is too old, or that was made worthless.
    """
    pk, version = _loaded(token, purpose)
    ticket = Ticket.objects.select_related("team", "customer", "merged_into").filter(pk=pk).first()
    _refuse_old(token, purpose, ticket, version)
    assert ticket is not None
    return ticket


def open_rating(token: str) -> Rating:
    pk, version = _loaded(token, RATING)
    rating = Rating.objects.select_related("ticket__team", "ticket__customer").filter(pk=pk).first()
    _refuse_old(token, RATING, rating.ticket if rating else None, version)
    assert rating is not None
    return rating


def open_hand_off(token: str) -> HandOff:
    pk, version = _loaded(token, HAND_OFF)
    found = HandOff.objects.select_related("ticket__team", "department").filter(pk=pk).first()
    if found is None or found.link_version != version or _is_older(token, HAND_OFF, HAND_OFF_DAYS):
        raise LinkRefused(is_old=True)
    return found


def _address(name: str, token: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, kwargs={'token': token})}"


def _loaded(token: str, purpose: str) -> tuple[int, int]:
    try:
        value: Any = signing.loads(token, salt=purpose)
    except signing.BadSignature as error:
        raise LinkRefused(is_old=False) from error
    return value[0], value[1]


def _refuse_old(token: str, purpose: str, ticket: Ticket | None, version: int) -> None:
    if ticket is None or ticket.link_version != version:
        raise LinkRefused(is_old=True)
    kept = DeskSettings.objects.filter(team=ticket.team_id).first() or DeskSettings()
    if _is_older(token, purpose, kept.link_days):
        raise LinkRefused(is_old=True)


def _is_older(token: str, purpose: str, days: int) -> bool:
    try:
        signing.loads(token, salt=purpose, max_age=timedelta(days=days))
    except signing.SignatureExpired:
        return True
    return False
