"""What a person writes on a ticket, kept as they write it: for each person, ticket and kind one draft.

A draft is its writer's alone. Nobody else's doing takes it away: not another owner, nor a change of state;
where its ticket is merged it goes along.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_end
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Attachment, Draft, DraftKind, Macro, Message, Ticket
from halfhour.desk.models.conversation import MOST_CHARACTERS
from halfhour.desk.storage import remove_stored
from halfhour.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class ComesWith:
    """What is done with a reply as it is sent: the canned reply it was made of, the state that follows."""

    macro: Macro | None
    then: str


@transaction.atomic
def save_draft(
    *, ticket: Ticket, kind: DraftKind, text: str, by: User, at: datetime, comes_with: ComesWith | None = None
) -> Draft:
    """Keep what was typed so far; without `comes_with` what comes with it stays as it is.

    Raises
    ------
    DeskRefused
        Where it is longer than a message may be.
    """
    if len(text) > MOST_CHARACTERS:
        raise DeskRefused(
            _("A message has at most {most} characters; this one has {count}.").format(
                most=MOST_CHARACTERS, count=len(text)
            )
        )
    draft = draft_to_write(ticket=ticket, by=by, kind=kind, at=at)
    draft.text, draft.changed_at = text.replace("\0", ""), at
    if comes_with is not None:
        draft.macro, draft.then = comes_with.macro, comes_with.then
    draft.save(update_fields=["text", "macro", "then", "changed_at"])
    return draft


@transaction.atomic
def discard_draft(*, ticket: Ticket, kind: DraftKind, by: User) -> None:
    """Throw away what was typed, and the files that hang on it."""
    for draft in Draft.objects.select_for_update().filter(ticket=ticket, by=by, kind=kind):
        for file in Attachment.objects.filter(draft=draft, message__isnull=True):
            transaction.on_commit(partial(remove_stored, file.stored_as))
            file.delete()
        draft.delete()


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
