"""On which line each key and each element of a TOML text stands.

The standard reader tells values but not places. This walk only needs to be right for text that the
standard reader has accepted, so it never checks, it only counts.
"""

import tomllib

from halfhour.people.teamfile.problems import Path

ESCAPED = "\\"


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key and array element, by its path in the document.

    Examples
    --------
    >>> key_lines('[team]\\nname = "A"\\n[[agent]]\\nname = "B"\\n')[("agent", 0, "name")]
    4
    """
    return _Walk(text).run()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.tables_of: dict[Path, int] = {}  # how many [[tables]] an array has so far

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while self.skip(" \t\r\n", comments=True):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
        return self.lines

    # Small steps: each moves `at` and keeps `line` true.

    def step(self, count: int = 1) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count

    def skip(self, characters: str, *, comments: bool = False) -> bool:
        """Pass over the characters and comments; False at the end of the text."""
        while self.at < len(self.text):
            if self.text[self.at] in characters:
                self.step()
            elif comments and self.text[self.at] == "#":
                self.step(self.until("\n") - self.at)
            else:
                return True
        return False

    def until(self, mark: str) -> int:
        found = self.text.find(mark, self.at)
        return len(self.text) if found < 0 else found

    def note(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    # TOML's own parts.

    def header(self) -> Path:
        """`[table]` or `[[array of tables]]`: the path below which the next pairs stand."""
        line = self.line
        is_array = self.text.startswith("[[", self.at)
        self.step(2 if is_array else 1)
        path = self.resolved(self.key())
        self.step(self.until("]") - self.at)
        self.step(2 if is_array else 1)
        if is_array:
            number = self.tables_of.get(path, 0)
            self.tables_of[path] = number + 1
            path = (*path, number)
        self.note(path, line)
        return path

    def resolved(self, key: tuple[str, ...]) -> Path:
        """The key with the number of the latest table put after each array of tables it crosses."""
        path: Path = ()
        for place, part in enumerate(key):
            path = (*path, part)
            if place < len(key) - 1 and path in self.tables_of:
                path = (*path, self.tables_of[path] - 1)
        return path

    def pair(self, table: Path) -> None:
        line = self.line
        path = (*table, *self.key())
        self.note(path, line)
        self.skip(" \t=")
        self.value(path)

    def key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while True:
            self.skip(" \t")
            start = self.at
            if self.text[self.at] in "\"'":
                self.string()
                parts.append(str(tomllib.loads(f"k = {self.text[start : self.at]}")["k"]))
            else:
                while self.text[self.at] not in " \t=.]":
                    self.step()
                parts.append(self.text[start : self.at])
            self.skip(" \t")
            if self.text[self.at] != ".":
                return tuple(parts)
            self.step()

    def value(self, path: Path) -> None:
        match self.text[self.at]:
            case '"' | "'":
                self.string()
            case "[":
                self.array(path)
            case "{":
                self.inline_table(path)
            case _:
                while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                    self.step()

    def string(self) -> None:
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.step(len(mark))
        while not self.text.startswith(mark, self.at):
            self.step(2 if self.text[self.at] == ESCAPED and quote == '"' else 1)
        self.step(len(mark))
        # A multi-line string may end in one or two quotes of its own before the closing three.
        while len(mark) == 3 and self.text.startswith(quote, self.at):
            self.step()

    def array(self, path: Path) -> None:
        self.step()
        number = 0
        while self.skip(" \t\r\n,", comments=True) and self.text[self.at] != "]":
            self.note((*path, number), self.line)
            self.value((*path, number))
            number += 1
        self.step()

    def inline_table(self, path: Path) -> None:
        self.step()
        while self.skip(" \t\r\n,", comments=True) and self.text[self.at] != "}":
            self.pair(path)
        self.step()
