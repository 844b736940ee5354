"""Which list of tickets is looked at: a view, what is asked for beyond it, and its order."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.customers.fields import PREFIX
from halfhour.desk.models import Complexity
from halfhour.desk.queries.views import ListView, usual_views, views_of
from halfhour.desk.wording.triage import LANGUAGES, SIGNALS, language_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.wording.channels import CHANNELS

OWN_FIELDS = "field"
WHERE, EVERYWHERE = "in", "all"
NO_FILTERS = ("view", "sort", WHERE, "after", "limit")  # what else stands in the address of a list
SEVERAL = (OWN_FIELDS, "queue", "channel", "priority", "category", "language", "tag", "signals")
MORE = (
    *("channel", "complexity", "language", "signals", "late", "due_within", "watched", "customer"),
    *("opened_from", "opened_until", "changed_from", "changed_until"),
)
WITHIN: tuple[tuple[str, str | Promise], ...] = (
    ("60", _("within the hour")),
    ("120", _("within two hours")),
    ("1440", _("within a day")),
    ("10080", _("within a week")),
)
SORT_WORDS: dict[str, str | Promise] = {
    "due": _("Due first"),
    "priority": _("Most urgent first"),
    "changed": _("Changed last first"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
}
ICONS = {
    "mine": "user",
    "unassigned": "inbox",
    "due-soon": "alarm",
    "late": "clock-exclamation",
    "waiting-on-customer": "hourglass",
    "all-open": "list",
}
# What to do where nothing is in a usual view.
EMPTY: dict[str, str | Promise] = {
    "mine": _("Nothing waits for you. Press n to take the next contact."),
    "unassigned": _("Every contact is in somebody's hands."),
    "due-soon": _("No contact is due in the next two hours."),
    "late": _("Nothing is late."),
    "waiting-on-customer": _("No contact waits for its customer."),
    "all-open": _("No contact is open. New ones stand here as they come in."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list as the address asks for it; `own` is what goes beyond the view, and what a form shows.

    What is searched `is_everywhere` is looked for among all tickets, whatever the view would leave out.
    """

    view: ListView
    own: dict[str, Any]
    sort: str
    is_everywhere: bool = False
    is_instead: bool = False  # of a view that does not exist, or is not shared with the person

    @property
    def filters(self) -> dict[str, Any]:
        return {**({"state": "all"} if self.is_everywhere else self.view.filters), **self.own}

    @property
    def own_fields(self) -> dict[str, list[str]]:
        """What is asked of the team's own fields: of each, one value or several."""
        asked: dict[str, list[str]] = {}
        for each in self.own.get(OWN_FIELDS, ()):
            if ":" in each:
                asked.setdefault(each.split(":", 1)[0], []).append(each.split(":", 1)[1])
        return asked

    @property
    def asks_for_more(self) -> bool:
        """Whether something is asked that is folded away in the form."""
        return any(name in MORE for name in self.own)

    @property
    def empty(self) -> str | Promise:
        return EMPTY.get(self.view.key, _("No ticket is in this view now."))

    @property
    def query(self) -> str:
        """The same list as the end of an address."""
        sort = "" if self.sort == self.view.sort else self.sort
        pairs: list[tuple[str, Any]] = [("view", self.view.key), ("sort", sort)]
        pairs += [(WHERE, EVERYWHERE if self.is_everywhere else "")]
        pairs += [(name, value) for name, value in self.own.items() if name != OWN_FIELDS]
        pairs += [(f"{PREFIX}{key}", value) for key, value in self.own_fields.items()]
        return urlencode([(name, value) for name, value in pairs if value], doseq=True)


def filter_choices() -> dict[str, Any]:
    """What the form of the filters offers beside what the team has named itself."""
    return {
        "sorts": SORT_WORDS,
        "channels": CHANNELS,
        "complexities": Complexity.choices,
        "written_in": [(code, language_words(code)) for code in LANGUAGES],
        "signals": SIGNALS.items(),
        "within": WITHIN,
    }


def asked_list(access: TeamAccess, query: QueryDict) -> Asked:
    """The list an address asks for; where it asks for none, what waits for the person.

    What does not exist is kept, so that the list refuses it aloud.
    """
    own: dict[str, Any] = {}
    for name in query:
        if name in NO_FILTERS or name.startswith(PREFIX):
            continue
        values = [value for value in query.getlist(name) if value]
        if values:
            own[name] = values if name in SEVERAL else values[-1]
    typed = [
        f"{name.removeprefix(PREFIX)}:{value}"
        for name in query
        if name.startswith(PREFIX)
        for value in query.getlist(name)
    ]
    if fields := [each for each in typed if not each.endswith(":")]:
        own[OWN_FIELDS] = [*own.get(OWN_FIELDS, ()), *fields]
    named = query.get("view", "")
    view = _view(access, named)
    sort = query.get("sort", "")
    return Asked(
        view=view,
        own=own,
        sort=sort or view.sort,
        is_everywhere=query.get(WHERE) == EVERYWHERE and "text" in own,
        is_instead=named not in ("", view.key),
    )


def _view(access: TeamAccess, key: str) -> ListView:
    named = {view.key: view for view in usual_views()}
    if key and key not in named:
        named = {view.key: view for view in views_of(access)}
    return named.get(key) or named["mine" if access.may(Permission.WORK_TICKETS) else "all-open"]
