"""What other rooms ask the ledger."""

from django.db.models import QuerySet

from halfhour.ledger.columnar import ledger_state, read_copy
from halfhour.ledger.models import Import, ImportState
from halfhour.ledger.reading import Counts, History, Rejections
from halfhour.people.models import Team
from halfhour.people.queries import team_zone

__all__ = ["has_history", "imports_of", "ledger_state", "team_history"]


def team_history(team: Team) -> History:
    """Everything the ledger knows of a team, from the columnar copy; a frame is None where it is empty."""
    contacts, intervals = read_copy(team)
    used = contacts.height + intervals.height
    return History(
        timezone=team_zone(team).key,
        contacts=None if contacts.is_empty() else contacts,
        intervals=None if intervals.is_empty() else intervals,
        counts=Counts(read=used, used=used),
        rejected=Rejections(),
    )


def has_history(team: Team) -> bool:
    """Whether any import of the team has been finished that brought contacts, or counts of them."""
    finished = Import.objects.filter(team=team, state=ImportState.DONE)
    return any(isinstance(last, str) for last in finished.values_list("findings__last_on", flat=True))


def imports_of(team: Team) -> QuerySet[Import]:
    """The files that were brought in, newest first; what our own desk wrote is none."""
    files = Import.objects.filter(team=team).exclude(stored_as="")
    return files.select_related("made_by").order_by("-number")
