"""Which of a file's columns is which of ours, and what one row stands for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

from django.utils.translation import gettext as _

from halfhour.ledger.reading._aliases import ALIASES
from halfhour.ledger.reading._exports import KNOWN_EXPORTS, KnownExport, level_name
from halfhour.ledger.reading._refusals import Asks, HistoryRefused
from halfhour.ledger.reading._shapes import REQUIRED, SCHEMAS, Shape, readable_columns

COLUMNS_LISTED = 40
# No column has a moment for its name; a row of values has.
TIME_OF_DAY = re.compile(r"\d[-./]\d{1,2}[-./]\d.*\d:\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedMapping:
    """How one file is understood: `columns` from ours to theirs; `unused` are theirs that nothing reads.

    `export` names a recognised export; empty where the columns were found by their names alone.
    """

    file: str
    shape: Shape
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    export: str = ""


def map_columns(
    *, file: str, columns: tuple[str, ...], asked: Mapping[str, str], shape: Shape | None, ids_repeat: bool
) -> RecognisedMapping:
    """Map a file's columns: what was asked for first, then a recognised export, then other common names.

    A name of ours that is asked for with an empty name of theirs is taken from nowhere.

    `ids_repeat` says whether the first rows name one contact several times, as event logs do.
    """
    levelled = _levelled(columns)
    _refuse_unknown_names(asked, shape)
    wanted = {
        ours: _find_asked(file, columns, levelled, ours, theirs) for ours, theirs in asked.items() if theirs
    }
    unwanted = {ours for ours, theirs in asked.items() if not theirs}
    export = next((known for known in KNOWN_EXPORTS if _fits(known, levelled, wanted, shape)), None)
    if export is not None and export.shape is Shape.EVENTS and shape is None and not ids_repeat:
        others = (known for known in KNOWN_EXPORTS if known.shape is not Shape.EVENTS)
        export = next((known for known in others if _fits(known, levelled, wanted, shape)), export)
    shapes = (shape,) if shape else (export.shape,) if export else _shapes_to_try(ids_repeat, levelled)
    tried = []
    for candidate in shapes:
        suits = export if export and export.shape is candidate else None
        found = _columns_of(candidate, levelled, wanted, unwanted, suits)
        if all(ours in found for ours in REQUIRED[candidate]) and set(wanted) <= set(found):
            return RecognisedMapping(
                file=file,
                shape=candidate,
                columns=found,
                unused=tuple(name for name in columns if name not in found.values()),
                export=suits.name if suits else "",
            )
        tried.append((candidate, found))
    raise _what_is_missing(file, columns, tried, wanted)


def names_suit(columns: tuple[str, ...], *, asked: Mapping[str, str], shape: Shape | None) -> bool:
    """Whether a file with columns of these names could be read."""
    try:
        map_columns(file="", columns=columns, asked=asked, shape=shape, ids_repeat=False)
    except HistoryRefused:
        return False
    return True


def _levelled(columns: tuple[str, ...]) -> dict[str, str]:
    levelled: dict[str, str] = {}
    for name in columns:
        levelled.setdefault(level_name(name), name)
    return levelled


def _find_asked(
    file: str, columns: tuple[str, ...], levelled: Mapping[str, str], ours: str, theirs: str
) -> str:
    if theirs in columns:
        return theirs
    if found := levelled.get(level_name(theirs)):
        return found
    near = get_close_matches(theirs, columns, n=1)
    if near:
        raise HistoryRefused(
            _("{file} has no column {theirs} to take {ours} from; did you mean {near}?").format(
                file=file, theirs=theirs, ours=ours, near=near[0]
            )
        )
    raise HistoryRefused(
        _("{file} has no column {theirs} to take {ours} from; it has {columns}.").format(
            file=file, theirs=theirs, ours=ours, columns=_listed(columns)
        )
    )


def _refuse_unknown_names(wanted: Mapping[str, str], shape: Shape | None) -> None:
    shapes = (shape,) if shape else tuple(Shape)
    known = tuple(dict.fromkeys(chain.from_iterable(readable_columns(each) for each in shapes)))
    for ours in wanted:
        if ours not in known:
            raise HistoryRefused(
                _("{name} is none of our columns; ours are {columns}.").format(
                    name=ours, columns=_listed(known)
                )
            )


def _fits(
    known: KnownExport, levelled: Mapping[str, str], wanted: Mapping[str, str], shape: Shape | None
) -> bool:
    if shape is not None and known.shape is not shape:
        return False
    if not set(wanted) <= set(readable_columns(known.shape)):
        return False
    return all(name in levelled for name in known.signature)


def _shapes_to_try(ids_repeat: bool, levelled: Mapping[str, str]) -> tuple[Shape, ...]:
    """An activity record comes first where a file has all our names of one, else after all others."""
    of_contacts = (Shape.EVENTS, Shape.CONTACTS) if ids_repeat else (Shape.CONTACTS, Shape.EVENTS)
    if {"agent", "started_at", "ended_at", "state"} <= set(levelled) and "contact_id" not in levelled:
        return (Shape.ACTIVITY, Shape.INTERVALS, *of_contacts)
    return (Shape.INTERVALS, *of_contacts, Shape.ACTIVITY)


def _columns_of(
    shape: Shape,
    levelled: Mapping[str, str],
    wanted: Mapping[str, str],
    unwanted: set[str],
    export: KnownExport | None,
) -> dict[str, str]:
    """Ours to theirs; each of theirs is used once, except where the person or the export asks otherwise."""
    readable = tuple(ours for ours in readable_columns(shape) if ours not in unwanted)
    found = {ours: theirs for ours, theirs in wanted.items() if ours in readable}
    if export is not None:
        for ours, names in export.mapping.items():
            theirs = next((levelled[name] for name in names if name in levelled), None)
            if theirs is not None and ours in readable:
                found.setdefault(ours, theirs)
    used = set(found.values())
    for ours in readable:
        if ours in found:
            continue
        own = levelled.get(ours)
        if own is not None and own not in used:
            found[ours] = own
            used.add(own)
    if export is not None:
        return found
    for ours in readable:
        if ours in found or _filled_otherwise(ours, found):
            continue
        for name in ALIASES[shape].get(ours, ()):
            theirs = levelled.get(name)
            if theirs is not None and theirs not in used:
                found[ours] = theirs
                used.add(theirs)
                break
    return found


def _filled_otherwise(ours: str, found: Mapping[str, str]) -> bool:
    """Whether a duration column would only repeat a column that is already there."""
    same = {
        "handle": "handle_seconds",
        "wait": "wait_seconds",
        "answer": "answered_at",
        "resolve": "resolved_at",
        "lasted": "ended_at",
    }
    kind, _separator, unit = ours.partition("_")
    return (
        unit in ("seconds", "minutes", "hours") and same.get(kind) not in (None, ours) and same[kind] in found
    )


def _what_is_missing(
    file: str, columns: tuple[str, ...], tried: list[tuple[Shape, dict[str, str]]], asked: Iterable[str]
) -> HistoryRefused:
    """Of the shapes that have all the names asked for, the one that the file comes closest to."""
    asked = tuple(asked)
    holding = [(shape, found) for shape, found in tried if set(asked) <= set(readable_columns(shape))]
    if not holding:
        return HistoryRefused(
            _(
                "{names} do not go together: a row is a contact, an interval, an event or a state of a"
                " person, and none of them has all of these."
            ).format(names=_listed(tuple(asked)))
        )
    shape, found = min(
        holding,
        key=lambda item: (
            sum(ours not in item[1] for ours in REQUIRED[item[0]]),
            item[0] is not Shape.CONTACTS,
        ),
    )
    missing = [ours for ours in REQUIRED[shape] if ours not in found]
    figures = {"file": file, "columns": _listed(columns), "missing": ", ".join(missing)}
    if len(columns) == 1:
        return HistoryRefused(
            _(
                "{file} has one column only ({columns}); needed is {missing}. If another character separates"
                " the cells, name it with --delimiter."
            ),
            asks=Asks.DELIMITER,
            figures=figures,
        )
    if any(TIME_OF_DAY.search(name) for name in columns):
        return HistoryRefused(
            _(
                "{file} has no line that names its columns: its first line is {columns}. Put one above it,"
                " such as {example}."
            ),
            figures={**figures, "example": ",".join(REQUIRED[shape])},
        )
    return HistoryRefused(
        _(
            "{file} has no column for {missing}; its columns are {columns}. Say which of them it is with"
            " --map {example}=COLUMN."
        ),
        asks=Asks.COLUMN,
        figures={**figures, "example": missing[0]},
        understood=RecognisedMapping(
            file=file,
            shape=shape,
            columns=found,
            unused=tuple(name for name in columns if name not in found.values()),
        ),
    )


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:COLUMNS_LISTED])
    return f"{shown}, …" if len(names) > COLUMNS_LISTED else shown


def usual_columns(shape: Shape, mapping: RecognisedMapping | None) -> tuple[str, ...]:
    """The names to offer a person: what is needed, the shape's own columns, and whatever else was found."""
    found = tuple(mapping.columns) if mapping else ()
    return tuple(dict.fromkeys((*REQUIRED[shape], *SCHEMAS[shape], *found)))
