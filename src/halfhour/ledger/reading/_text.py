"""Which encoding a text is in, and how its lines come out of it."""

import codecs
import io
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from halfhour.ledger.reading._refusals import HistoryRefused
from halfhour.ledger.reading._sources import GuardedStream

SAMPLE_BYTES = 1 << 18
# Stands where bytes could not be decoded; a lone surrogate never comes out of honest text.
UNDECODED = "\udfff"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _mark_undecoded(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODED, error.end


codecs.register_error("halfhour.mark", _mark_undecoded)


def checked_encoding(name: str) -> str:
    """An encoding that the reader was told to use."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise HistoryRefused(
            _("{name} is no encoding; common ones are utf-8, utf-16, cp1251, cp1252 and gb18030.").format(
                name=name
            )
        ) from None


def detect_encoding(sample: bytes) -> str:
    """The encoding of a text, judged by its first bytes.

    A byte order mark decides. Else UTF-16 where every other byte is zero; UTF-8 where it fits but
    for a few bytes; gb18030 where it fits and most Chinese characters are common ones; cp1251 where the
    high bytes stand in runs, as Russian letters do; cp1252 otherwise.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return name
    if len(sample) >= 4 and sample[1::2].count(0) > len(sample) * 0.3:
        return "utf-16-le"
    if len(sample) >= 4 and sample[0::2].count(0) > len(sample) * 0.3:
        return "utf-16-be"
    if _fits(sample, "utf-8"):
        return "utf-8"
    if _mostly_utf8(sample):
        return "utf-8"
    if _fits(sample, "gb18030") and _common_chinese_share(sample) > 0.5:
        return "gb18030"
    return "cp1251" if _share_in_runs(sample) > 0.5 else "cp1252"


def _fits(sample: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    """Whether a few broken bytes stand in what is otherwise UTF-8 with non-ASCII text."""
    text = sample.decode("utf-8", errors="halfhour.mark")
    broken = text.count(UNDECODED)
    beyond_ascii = sum(character > "\x7f" for character in text) - broken
    return beyond_ascii > 3 * broken


def _common_chinese_share(sample: bytes) -> float:
    """Share of the two-byte characters that lie in level 1 of GB 2312, the 3,755 common ones."""
    leads: Counter[int] = Counter()
    position = 0
    while position < len(sample) - 1:
        if sample[position] < 0x80:
            position += 1
            continue
        leads[sample[position]] += 1
        position += 2
    common = sum(count for lead, count in leads.items() if 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7)
    return common / max(1, leads.total())


def _share_in_runs(sample: bytes) -> float:
    """Share of the high bytes that stand three or more in a row."""
    runs = bytes(0x41 if byte >= 0x80 else 0x20 for byte in sample).split()
    high = sum(len(run) for run in runs)
    return sum(len(run) for run in runs if len(run) >= 3) / max(1, high)


def refuse_binary(sample: bytes, encoding: str, name: str) -> None:
    """Refuse what is no text: many control characters, or bytes that no text has."""
    text = sample.decode(encoding, errors="halfhour.mark")
    control = sum(character < " " and character not in "\t\n\r\f\x1a" for character in text)
    if control > max(4, 0.02 * len(text)) or text.count(UNDECODED) > 0.3 * max(1, len(text)):
        raise HistoryRefused(
            _(
                "{file} is not a text file; allowed are CSV, Excel (.xlsx), Parquet, JSON lines and XES,"
                " plain or packed with gzip, zip, bzip2, xz or zstd."
            ).format(file=name)
        )


@dataclass(slots=True, kw_only=True)
class Line:
    text: str
    number: int
    too_long: bool = False


class Lines:
    """The lines of a text, with their numbers; a line beyond the limit is skipped to its end."""

    def __init__(self, stream: GuardedStream, *, encoding: str, longest: int) -> None:
        self._text = io.TextIOWrapper(
            io.BufferedReader(stream, buffer_size=1 << 20),
            encoding=encoding,
            errors="halfhour.mark",
            newline="",
        )
        self._longest = longest
        self.number = 0
        self.last_ended = True

    def next(self) -> Line | None:
        """The next line with its line end, or None at the end of the file."""
        text = self._text.readline(self._longest)
        if not text:
            return None
        self.number += 1
        self.last_ended = text[-1] in "\n\r"
        if len(text) < self._longest or self.last_ended:
            return Line(text=text, number=self.number)
        while (rest := self._text.readline(self._longest)) and rest[-1] not in "\n\r":
            continue
        return Line(text=text[:200], number=self.number, too_long=True)
