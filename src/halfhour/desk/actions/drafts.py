"""What a person writes on a ticket, kept as they write it: for each person, ticket and kind one draft.

A draft is its writer's alone. Nobody else's doing takes it away: not another owner, nor a change of state;
where its ticket is merged it goes along. Whoever saves or sends it says by its stamp which text they saw, so
that what the same person wrote in another window is never overwritten. A sent draft stays as an empty one
with a stamp of its own: what was typed before and arrives late is told from what is typed anew.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_end
from halfhour.desk.actions.states import refuse_erased
from halfhour.desk.errors import DeskRefused, DraftMovedOn
from halfhour.desk.models import Attachment, Draft, DraftKind, Macro, Message, Ticket
from halfhour.desk.models.conversation import MOST_CHARACTERS
from halfhour.desk.storage import remove_stored
from halfhour.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class ComesWith:
    """What is done with a reply as it is sent: the canned reply it was made of, the state that follows."""

    macro: Macro | None
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDraft:
    """A draft as whoever sends it sees it: its stamps, and the tokens of the files that go along.

    A window that has had no answer yet to what it saved knows several stamps. `leaves` is the stamp of the
    message and of the empty draft that is left; empty where we are to make one.
    """

    stamps: Collection[str]
    files: Collection[str] = ()
    leaves: str = ""


@transaction.atomic
def save_draft(
    *,
    ticket: Ticket,
    kind: DraftKind,
    text: str,
    by: User,
    at: datetime,
    comes_with: ComesWith | None = None,
    seen: Collection[str] | None = None,
    stamp: str = "",
) -> Draft:
    """Keep what was typed so far; without `comes_with` what comes with it stays as it is.

    `seen` are the stamps of the draft that whoever saves has seen or made, an empty one where they know of
    no draft; None asks nothing. `stamp` is what the draft is known by from now on; empty, we make one.

    Raises
    ------
    DraftMovedOn
        Where the draft was written, sent or thrown away in another window since.
    DeskRefused
        Where it is longer than a message may be, or its customer was erased.
    """
    if len(text) > MOST_CHARACTERS:
        raise DeskRefused(
            _("A message has at most {most} characters; this one has {count}.").format(
                most=MOST_CHARACTERS, count=len(text)
            )
        )
    draft = draft_to_write(ticket=ticket, by=by, kind=kind, at=at)
    if kind == DraftKind.REPLY:
        refuse_erased(draft.ticket)
    if seen is not None:
        _refuse_outdated(draft, seen)
    draft.text, draft.changed_at, draft.stamp = text.replace("\0", ""), at, stamp or new_stamp()
    if comes_with is not None:
        draft.macro, draft.then = comes_with.macro, comes_with.then
    draft.save(update_fields=["text", "macro", "then", "changed_at", "stamp"])
    return draft


@transaction.atomic
def join_to_draft(
    *,
    ticket: Ticket,
    kind: DraftKind,
    text: str,
    by: User,
    at: datetime,
    seen: Collection[str],
    stamp: str = "",
) -> Draft:
    """Keep what was typed, behind what was written in another window meanwhile where there is such."""
    try:
        return save_draft(ticket=ticket, kind=kind, text=text, by=by, at=at, seen=seen, stamp=stamp)
    except DraftMovedOn as moved:
        both = _joined(moved.text, text)
        return save_draft(ticket=ticket, kind=kind, text=both, by=by, at=at)


@transaction.atomic
def discard_draft(
    *, ticket: Ticket, kind: DraftKind, by: User, at: datetime, seen: Collection[str] | None = None
) -> None:
    """Throw away what was typed, and the files that hang on it; `seen` is as for `save_draft`."""
    draft = draft_to_write(ticket=ticket, by=by, kind=kind, at=at)
    if seen is not None:
        _refuse_outdated(draft, seen)
    for file in Attachment.objects.filter(draft=draft, message__isnull=True):
        transaction.on_commit(partial(remove_stored, file.stored_as))
        file.delete()
    _empty(draft, at=at)


def _refuse_outdated(draft: Draft, seen: Collection[str]) -> None:
    if draft.stamp in seen:
        return
    if draft.ticket.is_customer_erased:
        raise DeskRefused(_("The customer of this ticket was erased; what was typed before is not kept."))
    sentence = (
        _("You wrote on this in another window too; nothing of it was overwritten.")
        if draft.text
        else _("This draft was sent or thrown away meanwhile.")
    )
    raise DraftMovedOn(sentence, text=draft.text, stamp=draft.stamp)


def draft_to_write(*, ticket: Ticket, by: User, kind: DraftKind, at: datetime) -> Draft:
    """A person's draft on the ticket that holds the conversation now, begun where there is none."""
    end = lock_end(ticket.pk)
    draft, _begun = Draft.objects.get_or_create(
        ticket=end, by=by, kind=DraftKind(kind), defaults={"changed_at": at}
    )
    draft.ticket = end
    return draft


def sent_before(
    *, ticket: Ticket, kind: DraftKind, by: User, seen: SeenDraft | None, at: datetime
) -> Message | None:
    """The message that was made of it already, on a locked ticket; then nothing of the draft is left."""
    if seen is None or not seen.leaves:
        return None
    said = Message.objects.filter(ticket=ticket, author=by, stamp=seen.leaves).first()
    if said is not None:
        draft = draft_to_write(ticket=ticket, by=by, kind=kind, at=at)
        if draft.stamp in seen.stamps:
            _empty(draft, at=at, stamp=seen.leaves)
    return said


def take_draft(
    *, ticket: Ticket, kind: DraftKind, by: User, message: Message, seen: SeenDraft, at: datetime
) -> None:
    """A draft was sent as a message: the files that were seen on it belong to the message, and it is empty.

    What the same person wrote meanwhile in another window stays theirs to send.

    Raises
    ------
    DeskRefused
        Where a file that was to go along was taken away meanwhile.
    """
    draft = draft_to_write(ticket=ticket, by=by, kind=kind, at=at)
    tokens = set(seen.files)
    files = Attachment.objects.filter(draft=draft, message__isnull=True, token__in=tokens)
    if files.update(message=message, draft=None) < len(tokens):
        raise DeskRefused(_("A file of this was taken away in another window; look at the files again."))
    if draft.text and draft.stamp not in seen.stamps:
        return
    _empty(draft, at=at, stamp=seen.leaves)


def new_stamp() -> str:
    """What tells one text of a draft from another; a page may make it as well as we."""
    return secrets.token_urlsafe(12)


def _empty(draft: Draft, *, at: datetime, stamp: str = "") -> None:
    draft.text, draft.macro, draft.then = "", None, ""
    draft.stamp, draft.changed_at = stamp or new_stamp(), at
    draft.save(update_fields=["text", "macro", "then", "stamp", "changed_at"])


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)[:MOST_CHARACTERS]


def move_drafts(*, source: Ticket, target: Ticket) -> list[int]:
    """Drafts follow a merged ticket; where their writer has one there too, both become one text.

    The ids of those that stay a text of their own.
    """
    alone = []
    theirs = {(draft.by_id, draft.kind): draft for draft in Draft.objects.filter(ticket=target)}
    for draft in Draft.objects.select_for_update().filter(ticket=source).order_by("id"):
        kept = theirs.get((draft.by_id, draft.kind))
        Attachment.objects.filter(draft=draft).update(ticket=target, draft=kept or draft)
        if kept is None:
            draft.ticket = target
            draft.save(update_fields=["ticket"])
            alone.append(draft.pk)
            continue
        kept.text, kept.stamp = _joined(kept.text, draft.text), new_stamp()
        kept.macro, kept.then = kept.macro or draft.macro, kept.then or draft.then
        kept.changed_at = max(kept.changed_at, draft.changed_at)
        kept.save(update_fields=["text", "macro", "then", "changed_at", "stamp"])
        draft.delete()
    return alone


def give_back_drafts(ids: Collection[int], *, source: Ticket, target: Ticket) -> None:
    """What `move_drafts` took along goes back where it was written, if it was not sent or thrown away."""
    for draft in Draft.objects.select_for_update().filter(pk__in=ids, ticket=target).order_by("id"):
        begun = Draft.objects.filter(ticket=source, by=draft.by_id, kind=draft.kind)
        if draft.text and not begun.exists():
            Attachment.objects.filter(draft=draft).update(ticket=source)
            draft.ticket = source
            draft.save(update_fields=["ticket"])
