"""The words that tickets are filed under."""

from collections.abc import Iterable, Mapping, Set
from typing import Any

from django.utils.translation import gettext as _

from halfhour.desk.actions.opening import tags_named
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Ticket
from halfhour.desk.queries.tags import as_tagged
from halfhour.people.models import Team

LONGEST_TAG = 60
MOST_TAGS = 30


def checked_tags(team: Team, names: Any) -> tuple[str, ...]:
    """Names as the team's tags have them: without spaces around, each once, whatever its case.

    Raises
    ------
    DeskRefused
        For a name that is too long, and for too many.
    """
    given = [names] if isinstance(names, str) else list(names or ())
    spaced = (" ".join(str(name).replace("\0", "").split()) for name in given)
    cleaned = [name for name in spaced if name]
    for name in cleaned:
        if len(name) > LONGEST_TAG:
            raise DeskRefused(
                _("The tag “{name}…” is too long; a tag has at most {most} characters.").format(
                    name=name[:20], most=LONGEST_TAG
                )
            )
    found = sorted(as_tagged(team, cleaned))
    if len(found) > MOST_TAGS:
        raise DeskRefused(_("A ticket has at most {most} tags.").format(most=MOST_TAGS))
    return tuple(found)


def set_tags(ticket: Ticket, wanted: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Give a locked ticket the tags that `tags_after` tells; what changed, as facts of an event."""
    before = set(ticket.tags.values_list("name", flat=True))
    after = tags_after(before, wanted)
    if after == before:
        return {}
    ticket.tags.set(tags_named(ticket.team, tuple(after)))
    return {"tags": (sorted(before), sorted(after))}


def tags_after(before: Set[str], wanted: Mapping[str, Iterable[str]]) -> Set[str]:
    """The tags of `tags`, else those there were, with those of `add_tags`, without those of `remove_tags`.

    Raises
    ------
    DeskRefused
        Where these were more than a ticket may have.
    """
    after = set(wanted["tags"]) if "tags" in wanted else before
    after = (after | set(wanted.get("add_tags", ()))) - set(wanted.get("remove_tags", ()))
    if len(after) > MOST_TAGS and after != before:
        raise DeskRefused(_("A ticket has at most {most} tags.").format(most=MOST_TAGS))
    return after
