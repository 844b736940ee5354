"""The parts of a team's settings as pages show them: where each stands in the document, and its form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.people.forms import settings as forms
from halfhour.people.forms.base import Document, Path, TableForm
from halfhour.people.teamfile.sections import cause_order
from halfhour.people.wording import summary

Words = str | Promise
Cells = Callable[[Document], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of tables, such as the queues: each is shown as a row and has a form of its own.

    `keyed` lists are tables by name rather than lists: the causes of shrinkage.
    """

    name: str
    path: tuple[str, ...]
    form: type[TableForm]
    title: Words
    one: Words  # heading of the form
    add: Words
    none: Words
    headings: tuple[Words, ...]
    cells: Cells
    keyed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page of the settings: a form over one table, lists, or both."""

    name: str
    title: Words
    icon: str
    lead: Words = ""
    path: tuple[str, ...] = ()
    form: type[TableForm] | None = None
    listings: tuple[Listing, ...] = field(default=())


EXCEPTIONS = Listing(
    name="exceptions",
    path=("hours", "exception"),
    form=forms.ExceptionForm,
    title=_("Dates that differ"),
    one=_("A date that differs"),
    add=_("Add a date"),
    none=_("Every week is like the one above, apart from public holidays."),
    headings=(_("Date"), _("Open"), _("What it is")),
    cells=summary.exception,
)
QUEUES = Listing(
    name="queues",
    path=("queue",),
    form=forms.QueueForm,
    title=_("Queues and goals"),
    one=_("Queue"),
    add=_("Add a queue"),
    none=_("A team needs at least one queue."),
    headings=(_("Queue"), _("Channel"), _("Goal"), _("Skills"), _("Handle time"), _("Patience")),
    cells=summary.queue,
)
PEOPLE = Listing(
    name="people",
    path=("agent",),
    form=forms.AgentForm,
    title=pgettext_lazy("of a team", "People"),
    one=_("Person"),
    add=_("Add a person"),
    none=_("A team needs at least one person."),
    headings=(
        pgettext_lazy("of a person", "Name"),
        _("Skills"),
        _("Seniority"),
        _("Hours a week"),
        _("Can work"),
        _("Wishes"),
    ),
    cells=summary.agent,
)
SESSIONS = Listing(
    name="sessions",
    path=("session",),
    form=forms.SessionForm,
    title=_("Protected sessions"),
    one=_("Protected session"),
    add=_("Add a session"),
    none=_("No training, coaching or meetings are protected yet."),
    headings=(_("Session"), _("Kind"), _("Length"), _("For"), _("How often")),
    cells=summary.session,
)
TIME_OFF = Listing(
    name="time-off",
    path=("time_off",),
    form=forms.TimeOffForm,
    title=_("Time off"),
    one=_("Time off"),
    add=_("Add time off"),
    none=_("Nobody is away."),
    headings=(_("Who"), _("From"), _("To"), _("What for"), _("Counts as worked")),
    cells=summary.time_off,
)
BREAKS = Listing(
    name="breaks",
    path=("rules", "break"),
    form=forms.BreakForm,
    title=_("Breaks"),
    one=_("Break"),
    add=_("Add a break"),
    none=_("No shift carries a break. Is that lawful where you are?"),
    headings=(_("Break"), _("Length"), _("In shifts"), _("Place")),
    cells=summary.break_rule,
)
SHRINKAGE = Listing(
    name="causes",
    path=("shrinkage",),
    form=forms.CauseForm,
    title=_("Shrinkage by cause"),
    one=_("Cause of shrinkage"),
    add=_("Add a cause"),
    none=_("All paid time is on queue. It hardly ever is."),
    headings=(_("Cause"), _("Share of paid time"), _("Placed by the roster")),
    cells=summary.cause,
    keyed=True,
)

SECTIONS = (
    Section(
        name="team",
        title=_("Team"),
        icon="building",
        lead=_("What the whole team shares."),
        path=("team",),
        form=forms.TeamForm,
    ),
    Section(
        name="hours",
        title=_("Hours"),
        icon="clock",
        lead=_("When contacts are served. A date below wins over a public holiday, a holiday over the week."),
        path=("hours",),
        form=forms.HoursForm,
        listings=(EXCEPTIONS,),
    ),
    Section(
        name="queues",
        title=_("Queues"),
        icon="stack-2",
        lead=_("What comes in, what you promise for it, and what it asks of people."),
        listings=(QUEUES,),
    ),
    Section(
        name="people",
        title=pgettext_lazy("of a team", "People"),
        icon="users",
        lead=_("Who answers, what they can do and when. They need no account to be planned."),
        listings=(PEOPLE,),
    ),
    Section(
        name="sessions",
        title=_("Sessions"),
        icon="school",
        lead=_("Training, coaching and meetings that a plan may move but never drop."),
        listings=(SESSIONS,),
    ),
    Section(
        name="time-off",
        title=_("Time off"),
        icon="beach",
        lead=_("Days on which the roster leaves people alone."),
        listings=(TIME_OFF,),
    ),
    Section(
        name="rules",
        title=_("Rules"),
        icon="gavel",
        lead=_("What a lawful and bearable roster looks like here."),
        path=("rules",),
        form=forms.RulesForm,
        listings=(BREAKS,),
    ),
    Section(
        name="shrinkage",
        title=_("Shrinkage"),
        icon="chart-pie",
        lead=_("Paid time that is not on queue, by cause. It decides how many people a requirement needs."),
        listings=(SHRINKAGE,),
    ),
)
BY_NAME = {section.name: section for section in SECTIONS}
LISTINGS = {listing.name: (listing, section) for section in SECTIONS for listing in section.listings}


def table_at(document: Document, path: Path) -> Document:
    """The table at a path, empty where there is none."""
    found: Any = document
    for part in path:
        if isinstance(found, dict):
            found = found.get(part, {})
        elif isinstance(found, list) and isinstance(part, int) and 0 <= part < len(found):
            found = found[part]
        else:
            return {}
    return found if isinstance(found, dict) else {}


def rows_of(document: Document, listing: Listing) -> list[Document]:
    """The tables of a listing; a keyed one's name is under `cause`."""
    *parents, last = listing.path
    found = table_at(document, tuple(parents)).get(last, {} if listing.keyed else [])
    if listing.keyed:
        return [{"cause": name, **found[name]} for name in sorted(found, key=cause_order)]
    return list(found)


def with_rows(document: Document, listing: Listing, rows: list[Document]) -> Document:
    """The document with other tables in a listing; the given one stays as it is."""
    *parents, last = listing.path
    new = dict(document)
    inner = new
    for part in parents:
        inner[part] = inner = dict(inner.get(part, {}))
    if listing.keyed:
        inner[last] = {row["cause"]: {key: row[key] for key in row if key != "cause"} for row in rows}
    elif rows or last in ("break", "queue", "agent"):
        inner[last] = rows
    else:
        inner.pop(last, None)
    return new


def path_of(listing: Listing, position: int, row: Document) -> Path:
    """Where the reader of the document finds a row."""
    return (*listing.path, row["cause"] if listing.keyed else position)
