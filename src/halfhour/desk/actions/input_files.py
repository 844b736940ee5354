"""Files that come with an input: kept with it before it is taken, and on its message once it has one.

So they wait with what was set aside, and with what could not be taken at once, and a transaction that is
rolled back leaves neither a row without its file nor a file without its row.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk import live
from halfhour.desk.actions.attachments import MOST_FILES
from halfhour.desk.actions.locking import lock_end
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Attachment, InputFile, Message, MessageKind, RawInput, Ticket
from halfhour.desk.storage import Stored, clean_name, remove_stored, store

MOST_AT_ONCE = 200


def keep_files(*, raw: RawInput, files: Sequence[UploadedFile[Any]], at: datetime) -> None:
    """Keep files with the input that they came with, unless it has files: sent twice, they are kept once.

    Raises
    ------
    DeskRefused
        Where one is empty or too large, or there are too many.
    """
    if len(files) > MOST_FILES:
        raise DeskRefused(_("A message may have at most {most} files.").format(most=MOST_FILES))
    stored: list[Stored] = []
    try:
        with transaction.atomic(durable=True):
            locked = RawInput.objects.select_for_update(of=("self",)).get(pk=raw.pk)
            if InputFile.objects.filter(raw=locked).exists() or _has_files(locked):
                return
            for each in files:
                stored.append(store(each.chunks()))
                _keep(locked, each.name or "", stored[-1], at)
    except BaseException:
        for one in stored:
            remove_stored(one.stored_as)
        raise


def _keep(raw: RawInput, name: str, stored: Stored, at: datetime) -> None:
    InputFile.objects.create(
        raw=raw,
        name=clean_name(name),
        at=at,
        **asdict(stored),
    )


def _has_files(raw: RawInput) -> bool:
    ticket = raw.ticket
    said = _said(raw, [ticket.pk, ticket.merged_into_id]) if ticket is not None else None
    return said is not None and said.attachments.exists()


def hang_files(*, raw: RawInput) -> None:
    """Hang what came with an input on the message that was made of it; nothing where there is none yet."""
    if raw.ticket_id is not None:
        _hang(raw.pk)


def hang_left_files(at: datetime) -> int:
    """`hang_files` for what a crash left, and for inputs that were taken later; how many inputs."""
    taken = InputFile.objects.filter(raw__ticket__isnull=False).order_by("raw")
    ids = taken.values_list("raw", flat=True).distinct()[:MOST_AT_ONCE]
    return one_by_one(lambda pk, _at: _hang(pk), ids, at)


@transaction.atomic
def _hang(pk: int) -> int:
    raw = RawInput.objects.only("ticket", "received_at").get(pk=pk)
    assert raw.ticket_id is not None
    end = lock_end(raw.ticket_id)
    files = list(InputFile.objects.select_for_update(of=("self",)).filter(raw=pk).order_by("id"))
    said = _said(raw, [raw.ticket_id, end.pk])
    if not files or said is None:
        return 0
    Attachment.objects.bulk_create(_attachment(each, said, end) for each in files)
    InputFile.objects.filter(pk__in=[each.pk for each in files]).delete()
    transaction.on_commit(partial(live.look_again, team_id=end.team_id, number=end.number))
    return 1


def _said(raw: RawInput, tickets: Sequence[int | None]) -> Message | None:
    """The message that was made of an input, wherever it was merged to or split off."""
    said = Message.objects.filter(ticket__team=raw.team_id, kind=MessageKind.CUSTOMER, at=raw.received_at)
    here = said.filter(ticket__in=tickets).order_by("id").first()
    return here or said.filter(ticket__links__target__in=tickets).order_by("id").first()


def _attachment(file: InputFile, said: Message, end: Ticket) -> Attachment:
    return Attachment(
        team_id=end.team_id,
        ticket_id=said.ticket_id,
        message=said,
        name=file.name,
        size_bytes=file.size_bytes,
        content_type=file.content_type,
        stored_as=file.stored_as,
        digest=file.digest,
        token=secrets.token_urlsafe(24),
        at=file.at,
    )
