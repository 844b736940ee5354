"""Files on tickets: they hang on a draft until it is sent, and on its message from then on."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.drafts import draft_to_write
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Attachment, DraftKind, InputFile, Ticket
from halfhour.desk.storage import clean_name, remove_stored, store
from halfhour.people.models import User

MOST_FILES = 20


def attach_to_draft(
    *, ticket: Ticket, kind: DraftKind, name: str, chunks: Iterable[bytes], by: User, at: datetime
) -> Attachment:
    """Keep a file with what a person is writing; a draft is begun where there is none.

    Raises
    ------
    DeskRefused
        Where the file is empty or too large, or the draft has many already.
    """
    stored = store(chunks)
    try:
        with transaction.atomic():
            draft = draft_to_write(ticket=ticket, by=by, kind=kind, at=at)
            if Attachment.objects.filter(draft=draft).count() >= MOST_FILES:
                raise DeskRefused(_("A message may have at most {most} files.").format(most=MOST_FILES))
            return Attachment.objects.create(
                team_id=draft.ticket.team_id,
                ticket=draft.ticket,
                draft=draft,
                name=clean_name(name),
                token=secrets.token_urlsafe(24),
                by=by,
                at=at,
                **asdict(stored),
            )
    except BaseException:
        remove_stored(stored.stored_as)
        raise


@transaction.atomic
def detach(*, attachment: Attachment, by: User) -> None:
    """Take a file away from one's own draft; what was sent stays.

    Raises
    ------
    DeskRefused
        For a file that was sent, or is somebody else's.
    """
    held = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk, draft__by=by).first()
    if held is None or held.message_id is not None:
        raise DeskRefused(_("This file was sent already; it stays."))
    remove_files(Attachment.objects.filter(pk=held.pk))


def remove_files(rows: Iterable[Attachment | InputFile]) -> None:
    """Take away rows, and their files once that is certain."""
    for row in rows:
        transaction.on_commit(partial(remove_stored, row.stored_as))
        row.delete()
