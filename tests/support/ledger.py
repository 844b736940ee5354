"""Imports as people make them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from halfhour.ledger import actions
from halfhour.ledger.models import Import
from halfhour.ledger.options import options_document
from halfhour.people.models import Team, User

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def bring_in(
    team: Team,
    content: str | bytes | Path,
    *,
    by: User | None = None,
    name: str = "history.csv",
    **chosen: Any,
) -> Import:
    """Store a file and read it into the team's ledger."""
    if isinstance(content, Path):
        name, content = content.name, content.read_bytes()
    raw = content.encode() if isinstance(content, str) else content
    record = actions.store_upload(team=team, file_name=name, chunks=[raw], by=by, at=MONDAY)
    actions.choose_options(record=record, options=options_document(**chosen))
    return actions.import_history(record=record, at=MONDAY, clock=lambda: MONDAY + timedelta(minutes=1))
