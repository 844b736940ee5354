"""What changed between two documents, told by where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Document = Mapping[str, Any]
SECTION_WORDS: dict[str, str | Promise] = {
    "team": gettext_lazy("Team"),
    "hours": gettext_lazy("Hours"),
    "exception": gettext_lazy("Date"),
    "queue": gettext_lazy("Queue"),
    "agent": gettext_lazy("Person"),
    "session": gettext_lazy("Session"),
    "time_off": gettext_lazy("Time off"),
    "rules": gettext_lazy("Rules"),
    "break": gettext_lazy("Break"),
    "shrinkage": gettext_lazy("Shrinkage"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that differs; `before` or `after` is empty where it was added or taken away."""

    place: str
    before: str
    after: str


def changes(
    old: Document, new: Document, words: Mapping[str, str | Promise] = SECTION_WORDS
) -> tuple[Change, ...]:
    """Every value that differs, in the order of the document; lists are matched by name, not by place.

    `words` are for keys of the document.
    """
    before, after = dict(_values(old, ())), dict(_values(new, ()))
    keys = [*before, *(key for key in after if key not in before)]
    return tuple(
        Change(place=_place(key, words), before=before.get(key, ""), after=after.get(key, ""))
        for key in keys
        if before.get(key) != after.get(key)
    )


def _values(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _values(inner, (*path, str(key)))
    elif (
        isinstance(value, list) and any(isinstance(each, Mapping) for each in value) and path[-1] != "skills"
    ):
        seen: dict[str, int] = {}
        for each in value:
            name = _name(each)
            seen[name] = seen.get(name, 0) + 1
            unique = name if seen[name] == 1 else f"{name} ({seen[name]})"
            rest = {key: inner for key, inner in each.items() if key != "name"}
            yield from _values(rest, (*path, unique)) if rest else [((*path, unique), "")]
    else:
        yield path, _text(value)


def _name(table: Mapping[str, Any]) -> str:
    if "agent" in table and "from" in table:
        return f"{table['agent']} {table['from']}"
    return str(table.get("name") or table.get("on") or table.get("kind") or "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(
            f"{each['name']} {each['level']}" if isinstance(each, Mapping) else str(each) for each in value
        )
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _place(path: tuple[str, ...], words: Mapping[str, str | Promise]) -> str:
    first, *rest = path
    places = [str(words.get(first, first)), *(str(words.get(part, part)).replace("_", " ") for part in rest)]
    return " › ".join(filter(None, places))
