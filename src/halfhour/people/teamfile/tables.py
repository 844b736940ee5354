"""Tables of a document read against the keys they may hold; what is wrong is noted, never raised."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from halfhour.people.teamfile.keys import SECTIONS
from halfhour.people.teamfile.problems import Path, Problems, Refused, suggestion, told

T = TypeVar("T")


def read_fields(table: object, section: str, path: Path, problems: Problems) -> dict[str, Any] | None:
    """The engine fields that the table's plain keys fill; None where a required one is missing or wrong."""
    if not isinstance(table, dict):
        problems.add(path, _table_expected(path))
        return None
    keys = SECTIONS[section]
    unknown_keys(table, [key.name for key in keys], path, problems)
    fields: dict[str, Any] = {}
    complete = True
    for key in keys:
        if key.name not in table:
            if key.required:
                problems.add(
                    path, _("“{key}” is missing in {place}.").format(key=key.name, place=place(path))
                )
                complete = False
        elif key.read is not None:
            value = read_value(table[key.name], key.read, (*path, key.name), problems)
            if value is not None and key.field:
                fields[key.field] = value
            complete &= value is not None or not key.required
    return fields if complete else None


def read_value(value: object, read: Callable[[Any], T], path: Path, problems: Problems) -> T | None:
    """The value as the engine keeps it, or None once the problem is noted."""
    try:
        return read(value)
    except Refused as refused:
        wrong = _("“{key}” cannot be {value}.").format(key=named(path), value=shown(value))
        problems.add(path, told(wrong, str(refused)), advice=str(refused))
        return None


def read_list(value: object, path: Path, problems: Problems) -> Iterator[tuple[Path, Any]]:
    """The elements of a list, each with its path; a value that is no list is a problem."""
    if isinstance(value, list):
        yield from (((*path, number), element) for number, element in enumerate(value))
    else:
        wrong = _("“{key}” cannot be {value}.").format(key=named(path), value=shown(value))
        problems.add(path, told(wrong, _("Give a list in square brackets.")))


def unknown_keys(table: dict[str, Any], allowed: list[str], path: Path, problems: Problems) -> None:
    for key in table:
        if key not in allowed:
            wrong = _("There is no key “{key}” in {place}.").format(key=key, place=place(path))
            problems.add((*path, key), told(wrong, suggestion(key, allowed)))


def place(path: Path) -> str:
    """The table a path leads to, as it is written in the file.

    Examples
    --------
    >>> place(("rules", "break", 0))
    '[[rules.break]]'
    """
    names = ".".join(part for part in path if isinstance(part, str))
    if not names:
        return _("the team file")
    return f"[[{names}]]" if isinstance(path[-1], int) else f"[{names}]"


def named(path: Path) -> str:
    """The key a path ends in; an element of a list goes by the list's name."""
    return next(part for part in reversed(path) if isinstance(part, str))


def shown(value: object) -> str:
    """A wrong value as it would stand in the file, cut short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return _("a table")
    if isinstance(value, list):
        written = ", ".join(shown(each) for each in value) or "[]"
    else:
        written = f"“{value}”" if isinstance(value, str) else str(value)
    return written if len(written) <= 60 else f"{written[:57]}…"


def _table_expected(path: Path) -> str:
    if isinstance(path[-1], int):
        return _("“{key}” must be a list of tables, each headed by {place}.").format(
            key=named(path), place=place(path)
        )
    return _("“{key}” must be a table, headed by {place} or written {{ key = value }}.").format(
        key=named(path), place=place(path)
    )
