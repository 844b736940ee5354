"""A scenario: lines of text, the changes they say, and what is wrong with those that say none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from halfhour.engine.reasons import Reason
from halfhour.engine.scenarios._amounts import WEEKDAYS, date_of, plain, weekday_of
from halfhour.engine.scenarios._changes import Change
from halfhour.engine.scenarios._grammar import read_change
from halfhour.engine.scenarios._reasons import LineReason, Refused
from halfhour.engine.scenarios._writing import change_line

MOST_LINES = 100
LONGEST_LINE = 300
COMMENT = re.compile(r"(?:^|\s)#(?:\s.*|$)")
ON = re.compile(r"\s+on (?P<day>\d{4}-\d{2}-\d{2}|[a-z]+)(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line's change; `weekday` (0 Monday) or `on` limit it to some days, None for any day."""

    line: int
    change: Change
    weekday: int | None = None
    on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.weekday in (None, day.weekday()) and self.on in (None, day)

    @property
    def text(self) -> str:
        """The entry as its line."""
        when = WEEKDAYS[self.weekday] if self.weekday is not None else self.on and self.on.isoformat()
        return f"{change_line(self.change)} on {when}" if when else change_line(self.change)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line that cannot be used, and why. `line` counts from 1."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        """The changes as lines, in the forms that the reference gives first."""
        return "".join(f"{entry.text}\n" for entry in self.entries)


def read_scenario(text: str) -> Scenario:
    """The changes that the lines of a text ask for, and what is wrong with the others.

    Empty lines and what follows a `#` are left out.

    Examples
    --------
    >>> scenario = read_scenario("sick Kim  # since Monday\\nhandle time phone - 10%\\nhandel time +5 %")
    >>> [entry.text for entry in scenario.entries]
    ['sick Kim', 'handle time phone -10 %']
    >>> [(problem.line, problem.reason.kind.name) for problem in scenario.problems]
    [(3, 'MEANT')]
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = plain_line(raw)
        if not line:
            continue
        try:
            entries.append(_entry(number, line, len(entries)))
        except Refused as refusal:
            problems.append(Problem(line=number, reason=refusal.reason))
    return Scenario(entries=tuple(entries), problems=tuple(problems))


def read_lines(lines: Iterable[str]) -> Scenario:
    """The same from lines."""
    return read_scenario("\n".join(lines))


def plain_line(raw: str) -> str:
    """A line without comment, with one kind of dash, quote and space."""
    return plain(COMMENT.sub("", plain(raw)))


def _entry(number: int, line: str, before: int) -> Entry:
    if len(line) > LONGEST_LINE:
        raise Refused(LineReason.TOO_LONG, most=LONGEST_LINE)
    if before >= MOST_LINES:
        raise Refused(LineReason.TOO_MANY, most=MOST_LINES)
    weekday = on = None
    for found in ON.finditer(line):
        word = found["day"]
        weekday = weekday_of(word)
        if weekday is None and not word[0].isdigit():
            continue  # "buffer on queue"
        on = date_of(word) if word[0].isdigit() else None
        line = line[: found.start()] + line[found.end() :]
        break
    return Entry(line=number, change=read_change(line), weekday=weekday, on=on)
