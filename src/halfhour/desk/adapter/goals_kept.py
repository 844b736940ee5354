"""What goals meant lately and which goals the past suggests, kept in memory by what they follow from.

Both read a quarter of contacts. They are worked out anew where goals or settings changed or so many contacts
came that it may matter, and every ten minutes, for what else happened to them meanwhile.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from halfhour.desk.adapter.goals import QUARTER, Preview, Suggestion, preview, suggestions
from halfhour.desk.adapter.standing import standing_of
from halfhour.ledger.models import Contact
from halfhour.people.models import Team

SECONDS = 600


def meant_lately(*, team: Team, document: Mapping[str, Any], at: datetime) -> Preview:
    """`preview` of goals that are in force."""
    return _meant(*_key(team, document, at))


def suggested_lately(*, team: Team, document: Mapping[str, Any], at: datetime) -> tuple[Suggestion, ...]:
    """`suggestions` beside goals that are in force."""
    return _suggested(*_key(team, document, at))


def _key(team: Team, document: Mapping[str, Any], at: datetime) -> tuple[int, str, int | None, int, int]:
    count = Contact.objects.filter(team=team, opened_at__gte=at - QUARTER).count()
    slot = int(at.timestamp()) // SECONDS
    goals = json.dumps(document, sort_keys=True)
    return team.pk, goals, standing_of(team.pk).version, _about(count), slot


def _about(count: int) -> int:
    """Its first two digits: of 20,000 contacts one more says nothing, of ten it does."""
    return round(count, 2 - len(str(count)))


@lru_cache(maxsize=256)
def _meant(team: int, goals: str, version: int | None, contacts: int, slot: int) -> Preview:
    return preview(team=Team(pk=team), document=json.loads(goals), at=_end(slot))


@lru_cache(maxsize=256)
def _suggested(
    team: int, goals: str, version: int | None, contacts: int, slot: int
) -> tuple[Suggestion, ...]:
    return suggestions(team=Team(pk=team), document=json.loads(goals), at=_end(slot))


def _end(slot: int) -> datetime:
    return datetime.fromtimestamp((slot + 1) * SECONDS, tz=UTC)


def forget() -> None:
    """Forget what is kept in memory; for tests, whose rows come and go under the same ids."""
    _meant.cache_clear()
    _suggested.cache_clear()
