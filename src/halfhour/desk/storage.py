"""Where attachments lie: in the data folder, under names of our own making, and nothing serves them."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import filetype
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from halfhour.desk.errors import DeskRefused

MOST_MEGABYTES = 20
MOST_BYTES = MOST_MEGABYTES * 1_000_000
LONGEST_NAME = 150
SAMPLE_BYTES = 8_192
ANYTHING, TEXT = "application/octet-stream", "text/plain"
# Signs that turn the order of what is read, or that cannot be seen.
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    stored_as: str
    size_bytes: int
    content_type: str
    digest: str


def store(chunks: Iterable[bytes]) -> Stored:
    """Keep a file under a name of its own.

    Raises
    ------
    DeskRefused
        Where it is empty or too large.
    """
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MOST_BYTES:
            raise DeskRefused(_("A file may have at most {most} MB.").format(most=MOST_MEGABYTES))
    if not content:
        raise DeskRefused(_("The file is empty."))
    name = secrets.token_hex(16)
    return Stored(
        stored_as=place().save(f"attachments/{name[:2]}/{name}", ContentFile(bytes(content))),
        size_bytes=len(content),
        content_type=type_of(bytes(content[:SAMPLE_BYTES])),
        digest=hashlib.sha256(content).hexdigest(),
    )


def digest_of_file(file: UploadedFile[Any]) -> str:
    """What tells a file that was sent from every other, read from its beginning."""
    known = hashlib.sha256()
    for chunk in file.chunks():
        known.update(chunk)
    return known.hexdigest()


def open_stored(stored_as: str) -> BinaryIO:
    return cast(BinaryIO, place().open(stored_as))


def remove_stored(stored_as: str) -> None:
    place().delete(stored_as)


def place() -> Storage:
    return default_storage


def type_of(sample: bytes) -> str:
    """What the bytes are, whatever a name says: a known signature, else plain text, else anything.

    Pages and drawings that could run scripts have no signature: they count as text.
    """
    known = filetype.guess_mime(sample)
    if known:
        return str(known)
    return ANYTHING if b"\0" in sample else TEXT


def clean_name(name: str) -> str:
    """A file's name without folders, unseen signs and what file systems refuse; its ending stays in sight."""
    plain = unicodedata.normalize("NFC", UNSEEN.sub("", name))
    last = re.split(r"[\\/]", plain)[-1]
    kept = "".join("_" if each in '<>:"|?*;%' or not each.isprintable() else each for each in last)
    kept = kept.strip(" .") or _("file")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 20:
        return kept[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
