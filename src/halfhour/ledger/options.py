"""What a person said about a file, between the document that an import keeps and the reader's options."""

from collections.abc import Mapping
from typing import Any

from halfhour.ledger.reading import EventRules, ReadingOptions, checked_shape
from halfhour.people.models import Team
from halfhour.people.queries import team_zone

OPTION_NAMES = ("mapping", "timezone", "shape", "time_format", "encoding", "delimiter", "sheet", "rules")
RULE_NAMES = ("answered_by", "resolved_by", "closed_by", "abandoned_by", "waiting_in")


def options_document(**chosen: Any) -> dict[str, Any]:
    """The document of what was chosen; what was left open is left out, so that equal choices are equal."""
    unknown = set(chosen) - set(OPTION_NAMES)
    if unknown:
        raise TypeError(f"no such options: {sorted(unknown)}")
    return {name: value for name, value in chosen.items() if value not in (None, "", "auto", {}, [], ())}


def options_from_document(document: Mapping[str, Any], *, team: Team | None) -> ReadingOptions:
    """The reader's options; times without an offset are the team's unless the document names a zone."""
    rules = document.get("rules", {})
    return ReadingOptions(
        mapping=document.get("mapping", {}),
        timezone=document.get("timezone") or (team_zone(team).key if team else None),
        shape=checked_shape(document.get("shape", "auto")),
        time_format=document.get("time_format", "auto"),
        encoding=document.get("encoding"),
        delimiter=document.get("delimiter"),
        sheet=document.get("sheet"),
        event_rules=EventRules(**{name: tuple(rules.get(name, ())) for name in RULE_NAMES}),
    )
