"""What canned replies do, and how complaints and hand-offs stand, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from halfhour.customers.fields import shown_value
from halfhour.desk.models import Complexity, Priority, State, StepKind, TicketField


def sets_words(sets: Mapping[str, Any], *, fields: Iterable[TicketField]) -> list[str]:
    """Everything a canned reply sets, one line each; `fields` are the team's own."""
    lines = []
    if state := sets.get("state"):
        lines.append(_("Then the ticket is: {state}").format(state=State(state).label))
    if priority := sets.get("priority"):
        lines.append(_("Priority: {value}").format(value=Priority(priority).label))
    if complexity := sets.get("complexity"):
        lines.append(_("Complexity: {value}").format(value=Complexity(complexity).label))
    if category := sets.get("category"):
        lines.append(_("Category: {value}").format(value=category))
    if queue := sets.get("queue"):
        lines.append(_("Queue: {value}").format(value=queue))
    if tags := sets.get("tags"):
        lines.append(_("Adds the tags: {value}").format(value=", ".join(tags)))
    own = sets.get("fields", {})
    lines += [
        f"{field.label}: {shown_value(field.kind, own[field.key])}" for field in fields if field.key in own
    ]
    if sets.get("assign_to_me"):
        lines.append(_("Whoever uses it holds the ticket"))
    return lines


def complaint_words(facts: Mapping[str, Any], *, people: Mapping[str, str]) -> str:
    """What happened to a complaint, from the facts of its event; `people` are names by user name."""
    lines = []
    for name, (before, after) in facts.items():
        match name:
            case "complaint":
                lines.append(_("opened"))
            case "step":
                lines.append(_("{step}: done").format(step=StepKind(after).label))
            case "owner":
                named = _("owner: {before} → {after}")
                lines.append(named.format(before=_name(before, people), after=_name(after, people)))
            case "reviewer":
                named = _("reviewer: {before} → {after}")
                lines.append(named.format(before=_name(before, people), after=_name(after, people)))
            case "is_upheld":
                decided = _("upheld") if after else _("not upheld")
                lines.append(_("to be decided anew") if after is None else decided)
            case "root_cause" if after:
                lines.append(_("root cause: {name}").format(name=after))
            case "closed":
                lines.append(_("closed"))
    return ", ".join(lines)


def _name(username: str | None, people: Mapping[str, str]) -> str:
    return people.get(username, username) if username else "–"
