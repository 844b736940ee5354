"""What is wrong with a team file: every problem with its place, all of them at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext as _

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: where it stands, and a sentence that says what is allowed.

    `line` is None where the content did not come from a file. `path` leads to the value, such as
    ("agent", 2, "weekly_hours"), for forms, and `advice` says there what is allowed without the file's
    name for it; it is empty where only the sentence says that.
    """

    file: str
    line: int | None
    sentence: str
    path: Path = ()
    advice: str = ""

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line or "")) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class TeamFileError(ValueError):
    """A team file that cannot be used, with all the problems found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Refused(ValueError):
    """A value that cannot be used; the message says what can."""


@dataclass(slots=True, kw_only=True)
class Problems:
    """Collects problems while a document is read; knows the line of each path of the file."""

    file: str = ""
    lines: Mapping[Path, int] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)

    def add(self, path: Path, sentence: str, *, advice: str = "") -> None:
        line = self.line_of(path)
        problem = Problem(file=self.file, line=line, sentence=sentence, path=path, advice=advice)
        if problem not in self.found:
            self.found.append(problem)

    def line_of(self, path: Path) -> int | None:
        """The line of the path, or of the nearest part above it that the file spells out."""
        for length in range(len(path), 0, -1):
            if (line := self.lines.get(path[:length])) is not None:
                return line
        return 1 if self.lines else None

    def in_order(self) -> tuple[Problem, ...]:
        return tuple(sorted(self.found, key=lambda problem: problem.line or 0))


def suggestion(word: str, allowed: Sequence[str]) -> str:
    """“Did you mean …?” where one of the allowed words is close, otherwise all of them."""
    close = get_close_matches(word.lower(), [each.lower() for each in allowed], n=1, cutoff=0.6)
    if close:
        meant = next(each for each in allowed if each.lower() == close[0])
        return _("Did you mean “{word}”?").format(word=meant)
    if not allowed:
        return _("There is none to choose from.")
    if len(allowed) > 20:
        return _("For example: {words}.").format(words=", ".join(list(allowed)[:5]))
    return _("Allowed: {words}.").format(words=", ".join(allowed))


def told(problem: str, advice: str) -> str:
    """What is wrong, then what to do about it."""
    return _("{problem} {advice}").format(problem=problem, advice=advice)
