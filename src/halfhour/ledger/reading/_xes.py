"""XES event logs, trace by trace; entities and document types are refused, not expanded."""

import io
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from halfhour.ledger.reading._limits import MEGABYTE
from halfhour.ledger.reading._refusals import HistoryRefused
from halfhour.ledger.reading._rejected import Rejection
from halfhour.ledger.reading._sources import ByteCounter, Source, open_source
from halfhour.ledger.reading._tables import BATCH_ROWS, RawBatch, text_batch

CASE = "case:"
USUAL_COLUMNS = (
    f"{CASE}concept:name", "concept:name", "time:timestamp", "org:resource", "org:group",
    "lifecycle:transition",
)  # fmt: skip
# Attributes that first occur after so many events are not read.
SAMPLE_EVENTS = 5_000
# No attribute of an honest log is longer than this between two tags.
LONGEST_TOKEN_BYTES = 4 * MEGABYTE

Cells = dict[str, str]


class _Feed:
    """The bytes for the parser; refuses text that goes on and on without a tag."""

    def __init__(self, stream: io.RawIOBase, name: str) -> None:
        self._stream = stream
        self._name = name
        self.since_tag = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size) or b""
        self.since_tag += len(chunk)
        if self.since_tag > LONGEST_TOKEN_BYTES:
            raise HistoryRefused(
                _("{file} has a value of more than {limit} MB; a log of events has none.").format(
                    file=self._name, limit=LONGEST_TOKEN_BYTES // MEGABYTE
                )
            )
        return chunk


class XesTable:
    """An XES log; the line of an event is its number in the log, counted from 1."""

    notices: tuple[str, ...] = ()

    format_name = "XES"

    def __init__(self, source: Source, *, on_bytes: ByteCounter | None = None) -> None:
        self._source = source
        self._on_bytes = on_bytes
        self.cut_off = False
        names = dict.fromkeys(USUAL_COLUMNS)
        for cells in islice(self._events(None), SAMPLE_EVENTS):
            names.update(dict.fromkeys(cells))
        self.columns = tuple(islice(names, source.limits.columns))

    def batches(self, *, rows: int = BATCH_ROWS) -> Iterator[RawBatch]:
        cells: list[list[str | None]] = []
        lines: list[int] = []
        failed: list[Rejection] = []
        for number, event in enumerate(self._events(self._on_bytes), start=1):
            cells.append([event.get(name) for name in self.columns])
            lines.append(number)
            if len(lines) >= rows:
                yield text_batch(self.columns, cells, lines, failed)
                cells, lines = [], []
        if lines:
            yield text_batch(self.columns, cells, lines, failed)

    def _events(self, on_bytes: ByteCounter | None) -> Iterator[Cells]:
        seen = 0
        self.cut_off = False
        with open_source(self._source, on_bytes=on_bytes) as stream:
            try:
                for cells in _walk(_Feed(stream, self._source.name)):
                    seen += 1
                    yield cells
            except DefusedXmlException:
                raise HistoryRefused(
                    _(
                        "{file} declares a document type or entities; an XES log has neither, and none is"
                        " read."
                    ).format(file=self._source.name)
                ) from None
            except ParseError as error:
                self.cut_off = True
                if seen == 0:
                    raise HistoryRefused(
                        _(
                            "{file} is not a whole XES log: line {line}, column {column} cannot be read as"
                            " XML."
                        ).format(file=self._source.name, line=error.position[0], column=error.position[1] + 1)
                    ) from None
        if seen == 0:
            raise HistoryRefused(
                _("{file} is an XES log without a single event.").format(file=self._source.name)
            )


def _walk(feed: _Feed) -> Iterator[Cells]:
    """The events of a log, each with its trace's attributes under `case:`; finished parts are let go."""
    root: Element | None = None
    trace: Cells = {}
    depth = 0
    for what, element in iterparse(feed, events=("start", "end"), forbid_dtd=True):
        feed.since_tag = 0
        if what == "start":
            root = element if root is None else root
            depth += 1
            if _tag(element) == "trace":
                trace = {}
            continue
        depth -= 1
        tag = _tag(element)
        if tag == "event":
            yield trace | _attributes(element, "")
            element.clear()
        elif depth == 2 and "key" in element.attrib:
            trace[CASE + element.attrib["key"]] = element.attrib.get("value", "")
        elif tag == "trace" and root is not None:
            root.clear()


def _attributes(element: Element, prefix: str) -> Cells:
    return {
        f"{prefix}{child.attrib['key']}": child.attrib.get("value", "")
        for child in element
        if "key" in child.attrib
    }


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
