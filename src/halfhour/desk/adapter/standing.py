"""What a team goes by just now: the newest of everything that is kept in versions, read with one query.

Versions never change, so whatever was worked out from one is kept in memory under its id; all that is to be
asked of the database is which are the newest.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from halfhour.rows import Asked, together

LEARNED = ("category", "priority", "complexity")


# Written out: it is asked for with every contact, and to put it together takes longer than to answer it.
NEWEST = """
SELECT
 (SELECT id FROM people_teamversion WHERE team_id = team.id ORDER BY number DESC LIMIT 1),
 (SELECT id FROM desk_goalpolicy WHERE team_id = team.id ORDER BY number DESC LIMIT 1),
 (SELECT id FROM desk_triagerules WHERE team_id = team.id ORDER BY number DESC LIMIT 1),
 (SELECT id FROM desk_trainedclassifier
   WHERE team_id = team.id AND field = 'category' AND is_used ORDER BY number DESC LIMIT 1),
 (SELECT id FROM desk_trainedclassifier
   WHERE team_id = team.id AND field = 'priority' AND is_used ORDER BY number DESC LIMIT 1),
 (SELECT id FROM desk_trainedclassifier
   WHERE team_id = team.id AND field = 'complexity' AND is_used ORDER BY number DESC LIMIT 1),
 settings.escalation, settings.categories
FROM people_team team LEFT JOIN desk_desksettings settings ON settings.team_id = team.id
WHERE team.id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Ids of the newest rows, None where there are none; `classifiers` by field, those that are asked."""

    version: int | None
    goals: int | None
    rules: int | None
    classifiers: Mapping[str, int]
    escalation: Mapping[str, Any]
    categories: Sequence[str]


_kept: ContextVar[dict[int, Standing] | None] = ContextVar("standing", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it each team's standing is asked for once: for work that is one step, as taking an input is."""
    if _kept.get() is not None:  # the step is part of a larger one
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def standing_of(team_id: int) -> Standing:
    kept = _kept.get()
    if kept is None:
        return _read(team_id)
    if team_id not in kept:
        kept[team_id] = _read(team_id)
    return kept[team_id]


def know(team_id: int, standing: Standing) -> None:
    """Within `read_once`: this is what the team's standing is."""
    kept = _kept.get()
    assert kept is not None
    kept[team_id] = standing


def _read(team_id: int) -> Standing:
    standing: Standing = together(newest(team_id))[0]
    return standing


def newest(team_id: int) -> Asked[Standing]:
    """The question for a team's standing, to be asked together with others."""
    return Asked(NEWEST, [team_id], _standing)


def _standing(cursor: Any) -> Standing:
    version, goals, rules, *classifiers, escalation, categories = cursor.fetchone()
    return Standing(
        version=version,
        goals=goals,
        rules=rules,
        classifiers={field: pk for field, pk in zip(LEARNED, classifiers, strict=True) if pk is not None},
        escalation=_loaded(escalation) or {},
        categories=_loaded(categories) or (),
    )


def _loaded(kept: Any) -> Any:
    """What a JSON column holds, as the connection gives it."""
    return json.loads(kept) if isinstance(kept, str) else kept
