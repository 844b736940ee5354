"""JSON lines: one object per line; what lies inside objects gets names such as meta.channel."""

import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from halfhour.ledger.reading._refusals import HistoryRefused
from halfhour.ledger.reading._rejected import Rejection, RejectReason
from halfhour.ledger.reading._sources import ByteCounter, Source, open_source
from halfhour.ledger.reading._tables import BATCH_ROWS, RawBatch, storable_name, text_batch
from halfhour.ledger.reading._text import SAMPLE_BYTES, UNDECODED, Lines, checked_encoding, detect_encoding

DEEPEST_NAME = 3


class JsonLinesTable:
    """A file of JSON lines; its columns are all names that occur in any line."""

    notices: tuple[str, ...] = ()

    def __init__(
        self,
        source: Source,
        *,
        encoding: str | None,
        on_bytes: ByteCounter | None = None,
        look_rows: int | None = None,
    ) -> None:
        self._source = source
        self._on_bytes = on_bytes
        self.cut_off = False
        with open_source(source) as stream:
            sample = io.BufferedReader(stream, buffer_size=SAMPLE_BYTES).read(SAMPLE_BYTES)
        self.encoding = checked_encoding(encoding) if encoding else detect_encoding(sample)
        names: dict[str, None] = {}
        for _line, _text, found in islice(self._lines(on_bytes=None), look_rows):
            if isinstance(found, dict):
                names.update(dict.fromkeys(found))
                if len(names) > source.limits.columns:
                    raise HistoryRefused(
                        _("{file} uses more than {limit} different names; at most {limit} are read.").format(
                            file=source.name, limit=source.limits.columns
                        )
                    )
        if not names:
            raise HistoryRefused(
                _("{file} has no line that is a JSON object; each line must hold one.").format(
                    file=source.name
                )
            )
        self.columns = tuple(names)

    @property
    def format_name(self) -> str:
        return _("JSON lines ({encoding})").format(encoding=self.encoding)

    def batches(self, *, rows: int = BATCH_ROWS) -> Iterator[RawBatch]:
        cells: list[list[str | None]] = []
        lines: list[int] = []
        failed: list[Rejection] = []
        for line, text, found in self._lines(on_bytes=self._on_bytes):
            if isinstance(found, dict):
                cells.append([found.get(name) for name in self.columns])
                lines.append(line)
            else:
                failed.append(self._rejection(line, text, found))
            if len(lines) >= rows or len(failed) >= rows:
                yield text_batch(self.columns, cells, lines, failed)
                cells, lines, failed = [], [], []
        if lines or failed:
            yield text_batch(self.columns, cells, lines, failed)

    def _lines(
        self, *, on_bytes: ByteCounter | None
    ) -> Iterator[tuple[int, str, dict[str, str | None] | RejectReason | str]]:
        """Each line that is not blank: number, text, and its cells or what is wrong with it."""
        with open_source(self._source, on_bytes=on_bytes) as stream:
            lines = Lines(stream, encoding=self.encoding, longest=self._source.limits.line_characters)
            while (line := lines.next()) is not None:
                text = line.text.strip().lstrip("\ufeff")
                if not text:
                    continue
                if line.too_long:
                    yield line.number, text, RejectReason.LINE_TOO_LONG
                elif UNDECODED in text:
                    yield line.number, text, RejectReason.UNDECODABLE
                else:
                    found = _object(text)
                    cut = not isinstance(found, dict) and stream.damage.found and not lines.last_ended
                    yield line.number, text, RejectReason.CUT_OFF if cut else found
            self.cut_off = stream.damage.found

    def _rejection(self, line: int, text: str, problem: RejectReason | str) -> Rejection:
        reason = problem if isinstance(problem, RejectReason) else RejectReason.BAD_JSON
        return Rejection(
            file=self._source.name,
            line=line,
            reason=reason,
            row=text.replace(UNDECODED, "\ufffd"),
            figures={
                "problem": str(problem),
                "limit": self._source.limits.line_characters,
                "encoding": self.encoding,
            },
        )


def _object(text: str) -> dict[str, str | None] | str:
    """The line's cells, or in words why there are none."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        return _("{problem} at character {place}").format(problem=error.msg.lower(), place=error.pos + 1)
    except (RecursionError, ValueError):
        return _("it is nested too deeply or holds an endless number")
    if not isinstance(found, dict):
        return _("it holds no object")
    cells: dict[str, str | None] = {}
    _flatten(found, "", 1, cells)
    return cells


def _flatten(found: dict[str, Any], prefix: str, depth: int, cells: dict[str, str | None]) -> None:
    for key, value in found.items():
        name = f"{prefix}{storable_name(key)}"
        if isinstance(value, dict) and depth < DEEPEST_NAME:
            _flatten(value, f"{name}.", depth + 1, cells)
        elif value is None or isinstance(value, str):
            cells[name] = value if value is None else value.encode("utf-8", "replace").decode()
        elif isinstance(value, bool):
            cells[name] = "true" if value else "false"
        elif isinstance(value, int | float):
            cells[name] = repr(value)
        else:
            cells[name] = json.dumps(value, ensure_ascii=False)
