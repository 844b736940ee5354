"""What a person writes on a ticket, kept as they write it: for each person, ticket and kind one draft.

A draft is its writer's alone. Nobody else's doing takes it away: not another owner, nor a change of state;
where its ticket is merged it goes along.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_end
from halfhour.desk.errors import DeskRefused, DraftMovedOn
from halfhour.desk.models import Attachment, Draft, DraftKind, Macro, Message, MessageKind, Ticket
from halfhour.desk.models.conversation import MOST_CHARACTERS
from halfhour.desk.storage import remove_stored
from halfhour.people.models import User

SENT_LATELY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComesWith:
    """What is done with a reply as it is sent: the canned reply it was made of, the state that follows."""

    macro: Macro | None
    then: str


@transaction.atomic
def save_draft(
    *,
    ticket: Ticket,
    kind: DraftKind,
    text: str,
    by: User,
    at: datetime,
    comes_with: ComesWith | None = None,
    base: str | None = None,
) -> Draft:
    """Keep what was typed so far; without `comes_with` what comes with it stays as it is.

    `base` is the draft's text as whoever saves knows it, empty where they know of none; None asks nothing.

    Raises
    ------
    DraftMovedOn
        Where something would be lost that was written in another window since, or what is saved late was
        sent already.
    DeskRefused
        Where it is longer than a message may be.
    """
    if len(text) > MOST_CHARACTERS:
        raise DeskRefused(
            _("A message has at most {most} characters; this one has {count}.").format(
                most=MOST_CHARACTERS, count=len(text)
            )
        )
    if base is not None:
        _refuse_outdated(lock_end(ticket.pk), kind, text=text, base=base, by=by, at=at)
    draft = draft_to_write(ticket=ticket, by=by, kind=kind, at=at)
    draft.text, draft.changed_at = text.replace("\0", ""), at
    if comes_with is not None:
        draft.macro, draft.then = comes_with.macro, comes_with.then
    draft.save(update_fields=["text", "macro", "then", "changed_at"])
    return draft


@transaction.atomic
def discard_draft(
    *, ticket: Ticket, kind: DraftKind, by: User, base: str | None = None, at: datetime | None = None
) -> None:
    """Throw away what was typed, and the files that hang on it; `base` is as for `save_draft`."""
    if base is not None and at is not None:
        _refuse_outdated(lock_end(ticket.pk), kind, text="", base=base, by=by, at=at)
    for draft in Draft.objects.select_for_update().filter(ticket=ticket, by=by, kind=kind):
        for file in Attachment.objects.filter(draft=draft, message__isnull=True):
            transaction.on_commit(partial(remove_stored, file.stored_as))
            file.delete()
        draft.delete()


def _refuse_outdated(end: Ticket, kind: DraftKind, *, text: str, base: str, by: User, at: datetime) -> None:
    """Refuse what would lose a word of the draft, and what was sent before it came."""
    draft = Draft.objects.filter(ticket=end, by=by, kind=kind).first()
    if draft is None:
        of_kind = MessageKind.REPLY if kind == DraftKind.REPLY else MessageKind.NOTE
        lately = Message.objects.filter(ticket=end, author=by, kind=of_kind, at__gte=at - SENT_LATELY)
        was_sent = bool(text) and any(said.startswith(text) for said in lately.values_list("text", flat=True))
        if (base and text) or was_sent:
            raise DraftMovedOn(_("This draft was sent or thrown away meanwhile."), text=None)
    elif draft.text != base and draft.text not in text:
        sentence = _("You wrote on this in another window too; nothing of it was overwritten.")
        raise DraftMovedOn(sentence, text=draft.text)


def draft_to_write(*, ticket: Ticket, by: User, kind: DraftKind, at: datetime) -> Draft:
    """A person's draft on the ticket that holds the conversation now, begun where there is none."""
    end = lock_end(ticket.pk)
    return Draft.objects.get_or_create(ticket=end, by=by, kind=DraftKind(kind), defaults={"changed_at": at})[
        0
    ]


def take_draft(*, ticket: Ticket, kind: DraftKind, by: User, message: Message) -> None:
    """A draft was sent as a message: its files belong to the message, and it is no more."""
    draft = Draft.objects.select_for_update().filter(ticket=ticket, by=by, kind=kind).first()
    if draft is not None:
        Attachment.objects.filter(draft=draft, message__isnull=True).update(message=message, draft=None)
        draft.delete()


def move_drafts(*, source: Ticket, target: Ticket) -> None:
    """Drafts follow a merged ticket; where their writer has one there too, both become one text."""
    theirs = {(draft.by_id, draft.kind): draft for draft in Draft.objects.filter(ticket=target)}
    for draft in Draft.objects.select_for_update().filter(ticket=source).order_by("id"):
        kept = theirs.get((draft.by_id, draft.kind))
        Attachment.objects.filter(draft=draft).update(ticket=target, draft=kept or draft)
        if kept is None:
            draft.ticket = target
            draft.save(update_fields=["ticket"])
            continue
        kept.text = "\n\n".join(text for text in (kept.text, draft.text) if text)[:MOST_CHARACTERS]
        kept.macro, kept.then = kept.macro or draft.macro, kept.then or draft.then
        kept.changed_at = max(kept.changed_at, draft.changed_at)
        kept.save(update_fields=["text", "macro", "then", "changed_at"])
        draft.delete()
