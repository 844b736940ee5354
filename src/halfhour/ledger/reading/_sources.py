"""From a path to streams of plain bytes: unpacked as they are read, and never further than the limits."""

import atexit
import bz2
import gzip
import io
import lzma
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, cast

import pyarrow as pa
from django.utils.translation import gettext as _

from halfhour.ledger.reading._limits import MEGABYTE, Limits
from halfhour.ledger.reading._refusals import HistoryRefused

HEAD_BYTES = 512
MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
# Files in an archive that are plainly no history.
IGNORED_NAMES = ("readme", "license", "licence", "manifest", "thumbs.db", ".ds_store")
IGNORED_ENDINGS = (".md", ".pdf", ".txt.asc", ".html", ".htm", ".png", ".jpg", ".docx", ".sig")
DAMAGE = (
    EOFError,
    zlib.error,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zipfile.BadZipFile,
    pa.ArrowInvalid,
    OSError,
)

ByteCounter = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One history file: a path, or one file inside a zip archive."""

    path: Path
    name: str
    limits: Limits
    member: str | None = None

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def packed(self) -> bool:
        if self.member is not None:
            return True
        with self.path.open("rb") as stream:
            return compression_of(stream.read(HEAD_BYTES)) in ("gzip", "bzip2", "xz", "zstd")


@dataclass(slots=True, kw_only=True)
class Damage:
    """Set while reading when a compressed file turns out to be cut off or damaged."""

    found: bool = False


class _CountedFile(io.FileIO):
    """A file that tells how far it has been read."""

    def __init__(self, path: Path, on_bytes: ByteCounter | None) -> None:
        super().__init__(path, "rb")
        self._on_bytes = on_bytes

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        count = super().readinto(buffer)
        if self._on_bytes is not None:
            self._on_bytes(self.tell())
        return count


@dataclass(eq=False)
class GuardedStream(io.RawIOBase):
    """Expanded bytes, counted against the limits; damage ends the stream early and is remembered."""

    inner: IO[bytes]
    source: Source
    compressed: bool
    damage: Damage = field(default_factory=Damage)
    expanded: int = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            # As much as comes at once: asked for more, a file that is cut off gives nothing of what it holds.
            read = getattr(self.inner, "read1", self.inner.read)
            chunk = read(len(buffer))
        except DAMAGE:
            if not self.compressed:
                raise
            self.damage.found = True
            return 0
        self.expanded += len(chunk)
        if self.compressed:
            self._refuse_bombs()
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def _refuse_bombs(self) -> None:
        limits = self.source.limits
        ratio = self.expanded / max(1, self.source.size)
        if self.expanded > limits.expanded_bytes or (
            self.expanded > limits.ratio_asked_from_bytes and ratio > limits.expansion_ratio
        ):
            raise HistoryRefused(
                _(
                    "{file} unpacks to more than {expanded} MB from {packed} MB; allowed are {ratio} times"
                    " its size and {limit} MB in all. Unpack it and import the file itself if it is honest."
                ).format(
                    file=self.source.name,
                    expanded=self.expanded // MEGABYTE,
                    packed=round(self.source.size / MEGABYTE, 1),
                    ratio=round(limits.expansion_ratio),
                    limit=limits.expanded_bytes // MEGABYTE,
                )
            )


def find_sources(path: Path, limits: Limits, *, name: str = "") -> tuple[Source, ...]:
    """The histories that a path holds: one, or several where it is an archive.

    `name` is what a person knows the file by; the path's own where it is empty.
    """
    name = name or path.name
    if not path.exists():
        raise HistoryRefused(_("{file} does not exist.").format(file=path))
    if not path.is_file():
        raise HistoryRefused(_("{file} is not a file; name the history files themselves.").format(file=path))
    size = path.stat().st_size
    if size == 0:
        raise HistoryRefused(_("{file} is empty.").format(file=name))
    if size > limits.file_bytes:
        raise HistoryRefused(
            _("{file} has {size} MB; at most {limit} MB are read from one file.").format(
                file=name, size=size // MEGABYTE, limit=limits.file_bytes // MEGABYTE
            )
        )
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except PermissionError:
        raise HistoryRefused(
            _("{file} may not be read by this account; give it leave to read, or copy the file.").format(
                file=name
            )
        ) from None
    if compression_of(head) != "zip" or is_workbook(path):
        return (Source(path=path, name=name, limits=limits),)
    return tuple(
        Source(path=path, name=f"{name}/{member}", limits=limits, member=member)
        for member in _archive_members(path, limits, name)
    )


def compression_of(head: bytes) -> str | None:
    return next((name for magic, name in MAGIC if head.startswith(magic)), None)


def is_workbook(path: Path) -> bool:
    """Whether a zip archive is an XLSX workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return False


def _archive_members(path: Path, limits: Limits, name: str) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if _may_be_history(entry)]
    except NotImplementedError:
        raise _unread_packing(name) from None
    except (zipfile.BadZipFile, UnicodeDecodeError):
        raise HistoryRefused(
            _("{file} is a zip archive that is damaged or cut off; nothing in it can be reached.").format(
                file=name
            )
        ) from None
    if not entries:
        raise HistoryRefused(_("{file} is a zip archive with no history file in it.").format(file=name))
    if len(entries) > limits.archive_files:
        raise HistoryRefused(
            _("{file} holds {count} files; at most {limit} are read from one archive.").format(
                file=name, count=len(entries), limit=limits.archive_files
            )
        )
    locked = [entry.filename for entry in entries if entry.flag_bits & 1]
    if locked:
        raise HistoryRefused(
            _("{file} is protected by a password ({member}); unpack it and import the file itself.").format(
                file=name, member=locked[0]
            )
        )
    return tuple(sorted(entry.filename for entry in entries))


def _may_be_history(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    if entry.is_dir() or entry.file_size == 0 or name.name.startswith(".") or "__MACOSX" in name.parts:
        return False
    lowered = name.name.lower()
    return not lowered.startswith(IGNORED_NAMES) and not lowered.endswith(IGNORED_ENDINGS)


@contextmanager
def open_source(source: Source, *, on_bytes: ByteCounter | None = None) -> Iterator[GuardedStream]:
    """The expanded bytes of a source."""
    base = io.BufferedReader(_CountedFile(source.path, on_bytes), buffer_size=MEGABYTE)
    with base:
        if source.member is None:
            yield _expand(cast(io.BufferedReader, base), source, inside_archive=False)
            return
        try:
            with zipfile.ZipFile(base) as archive, archive.open(source.member) as member:
                yield _expand(io.BufferedReader(cast(io.RawIOBase, member)), source, inside_archive=True)
        except NotImplementedError:
            raise _unread_packing(source.name) from None


def _unread_packing(name: str) -> HistoryRefused:
    return HistoryRefused(
        _("{file} is packed in a way that is not read; allowed are plain zip and deflate.").format(file=name)
    )


def _expand(stream: io.BufferedReader, source: Source, *, inside_archive: bool) -> GuardedStream:
    try:
        head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    except DAMAGE:
        raise HistoryRefused(
            _("{file} is damaged; nothing in it can be reached.").format(file=source.name)
        ) from None
    kind = compression_of(head)
    opened: IO[bytes]
    if kind == "gzip":
        opened = cast(IO[bytes], gzip.GzipFile(fileobj=stream))
    elif kind == "bzip2":
        opened = cast(IO[bytes], bz2.BZ2File(stream))
    elif kind == "xz":
        opened = cast(IO[bytes], lzma.LZMAFile(stream))  # noqa: SIM115  closed with the file below it
    elif kind == "zstd":
        opened = cast(IO[bytes], pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd"))
    elif kind == "zip" and inside_archive:
        raise HistoryRefused(
            _("{file} is an archive or workbook inside an archive; unpack the outer one first.").format(
                file=source.name
            )
        )
    else:
        opened = stream
    return GuardedStream(
        inner=opened, source=source, compressed=inside_archive or kind in ("gzip", "bzip2", "xz", "zstd")
    )


def head_of(source: Source) -> bytes:
    """The first expanded bytes, enough to tell the format."""
    with open_source(source) as stream:
        head = io.BufferedReader(stream).read(HEAD_BYTES)
        if not head and stream.damage.found:
            raise HistoryRefused(
                _("{file} is cut off or damaged; nothing in it can be reached.").format(file=source.name)
            )
        return head


def on_disk(source: Source) -> str:
    """A path to the expanded bytes, for formats that are not read from front to back."""
    if not source.packed:
        return str(source.path)
    with open_source(source) as stream, tempfile.NamedTemporaryFile(prefix="halfhour-", delete=False) as copy:
        atexit.register(_remove, copy.name)
        while chunk := stream.read(MEGABYTE):
            copy.write(chunk)
    return copy.name


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.remove(path)
