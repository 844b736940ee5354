"""Bringing files in: stored as they are before anything is made of them."""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.ledger.actions.locking import lock_ledger
from halfhour.ledger.errors import ImportRefused
from halfhour.ledger.models import TEXT_LENGTH, Import, ImportState
from halfhour.ledger.storage import uploads_dir
from halfhour.people.models import Team, User

CHUNK_BYTES = 1 << 20


def store_upload(
    *, team: Team, file_name: str, chunks: Iterable[bytes], by: User | None, at: datetime
) -> Import:
    """Keep a raw file and open an import for it; nothing of it is read yet."""
    folder = f"{team.pk}/{uuid4().hex}"
    name = f"{folder}/{_safe_name(file_name)}"
    path = uploads_dir() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as target:
        for chunk in chunks:
            target.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        target.flush()
        os.fsync(target.fileno())
    part.replace(path)
    with transaction.atomic():
        lock_ledger(team.pk)
        newest = Import.objects.filter(team=team).order_by("-number").first()
        return Import.objects.create(
            team=team,
            number=newest.number + 1 if newest else 1,
            file_name=_shown_name(file_name),
            stored_as=name,
            digest=digest.hexdigest(),
            size_bytes=size,
            made_by=by,
            made_at=at,
        )


def store_file(*, team: Team, path: Path, by: User | None, at: datetime) -> Import:
    """Keep a copy of a file of this machine and open an import for it."""
    with path.open("rb") as source:
        chunks = iter(lambda: source.read(CHUNK_BYTES), b"")
        return store_upload(team=team, file_name=path.name, chunks=chunks, by=by, at=at)


@transaction.atomic
def choose_options(*, record: Import, options: Mapping[str, Any]) -> Import:
    """Say how a file is to be read (see `ReadingOptions`), before it is or when it is to be tried again."""
    locked = Import.objects.select_for_update().get(id=record.pk)
    if locked.state == ImportState.DONE:
        raise ImportRefused(_("This file has been imported; bring it in again to read it another way."))
    if locked.batches_done and options != locked.options:
        raise ImportRefused(
            _("Part of this file has been read already; let it be finished, or bring it in again.")
        )
    locked.options = dict(options)
    if locked.state == ImportState.REFUSED:
        locked.state, locked.refusal, locked.finished_at = ImportState.UPLOADED, "", None
    locked.save(update_fields=["options", "state", "refusal", "finished_at"])
    return locked


def hand_to_job(*, record: Import, job: UUID) -> None:
    """Note which background job reads the file."""
    Import.objects.filter(id=record.pk).update(job=job)


def _shown_name(name: str) -> str:
    """The name as people know it, without what cannot be shown or stored."""
    return "".join(each if each.isprintable() else "\ufffd" for each in name)[-TEXT_LENGTH:]


def _safe_name(name: str) -> str:
    """A name for the disk that leads nowhere else, with the end that tells people what it is."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", Path(name.replace("\\", "/")).name).lstrip(".")
    return plain[-100:] or "history"
