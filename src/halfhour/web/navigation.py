"""The side bar: every place of a team, in one list, shown by permission."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.people.access import Permission, TeamAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A place of a team: its words, its icon (a Tabler icon's name), its URL name and who may go there."""

    label: str | Promise
    icon: str
    url_name: str
    needs: Permission
    only_with_agent: bool = False  # for people who are somebody in the team's settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    label: str | Promise
    entries: tuple[Entry, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        label=_("Now"),
        entries=(
            Entry(label=_("Start"), icon="home", url_name="web:team", needs=Permission.SEE_PLANS),
            Entry(
                label=_("My day"),
                icon="user-check",
                url_name="today:my_day",
                needs=Permission.SEE_TEAM,
                only_with_agent=True,
            ),
            Entry(
                label=_("Everyone's day"),
                icon="users-group",
                url_name="today:everyone",
                needs=Permission.SEE_DAYS,
            ),
            Entry(
                label=_("Roster"), icon="calendar-week", url_name="planning:roster", needs=Permission.SEE_TEAM
            ),
        ),
    ),
    Group(
        label=_("Desk"),
        entries=(
            Entry(
                label=_("Workspace"),
                icon="message-2",
                url_name="desk:workspace",
                needs=Permission.SEE_TICKETS,
            ),
            Entry(
                label=_("Board"), icon="layout-dashboard", url_name="desk:board", needs=Permission.SEE_BOARD
            ),
            Entry(
                label=_("New ticket"),
                icon="square-plus",
                url_name="desk:new_ticket",
                needs=Permission.WORK_TICKETS,
            ),
            Entry(
                label=_("Hand-offs"),
                icon="arrows-exchange",
                url_name="desk:hand_offs",
                needs=Permission.SEE_TICKETS,
            ),
            Entry(
                label=_("Complaints"),
                icon="mood-sad",
                url_name="desk:complaints",
                needs=Permission.WORK_TICKETS,
            ),
            Entry(label=_("Ratings"), icon="star", url_name="desk:ratings", needs=Permission.SEE_TICKETS),
            Entry(
                label=_("Promises"), icon="clock-check", url_name="desk:promises", needs=Permission.SEE_BOARD
            ),
            Entry(
                label=_("Set aside"),
                icon="archive",
                url_name="desk:set_aside",
                needs=Permission.WORK_TICKETS,
            ),
            Entry(
                label=_("Mail not sent"),
                icon="mail-x",
                url_name="desk:failed_mail",
                needs=Permission.SET_DESK,
            ),
        ),
    ),
    Group(
        label=_("Desk rules"),
        entries=(
            Entry(
                label=_("Response goals"), icon="target", url_name="desk:goals", needs=Permission.SEE_BOARD
            ),
            Entry(label=_("Triage"), icon="route", url_name="desk:triage", needs=Permission.SEE_BOARD),
            Entry(
                label=_("Routing"), icon="arrows-split-2", url_name="desk:routing", needs=Permission.SET_DESK
            ),
            Entry(
                label=_("Canned replies"),
                icon="message-2-bolt",
                url_name="desk:macros",
                needs=Permission.SEE_TICKETS,
            ),
            Entry(
                label=_("Form for customers"),
                icon="forms",
                url_name="desk:form_setting",
                needs=Permission.SET_DESK,
            ),
            Entry(
                label=_("Fields of tickets"),
                icon="list-details",
                url_name="desk:ticket_fields",
                needs=Permission.SET_DESK,
            ),
            Entry(
                label=_("Changes of settings"),
                icon="history",
                url_name="desk:setting_changes",
                needs=Permission.SET_DESK,
            ),
            Entry(label=_("API keys"), icon="key", url_name="keys:keys", needs=Permission.MANAGE_MEMBERS),
        ),
    ),
    Group(
        label=_("Customers"),
        entries=(
            Entry(
                label=_("Customers"),
                icon="address-book",
                url_name="customers:customers",
                needs=Permission.SEE_CUSTOMERS,
            ),
            Entry(
                label=_("Organisations"),
                icon="building",
                url_name="customers:organisations",
                needs=Permission.SEE_CUSTOMERS,
            ),
            Entry(
                label=_("Duplicates"),
                icon="arrows-join",
                url_name="customers:duplicates",
                needs=Permission.EDIT_CUSTOMERS,
            ),
        ),
    ),
    Group(
        label=_("Plan"),
        entries=(
            Entry(
                label=_("Plans"), icon="clipboard-list", url_name="planning:plans", needs=Permission.SEE_PLANS
            ),
            Entry(
                label=_("Forecast"),
                icon="chart-line",
                url_name="planning:forecast",
                needs=Permission.SEE_PLANS,
            ),
            Entry(
                label=_("Requirement"),
                icon="chart-histogram",
                url_name="planning:requirement",
                needs=Permission.SEE_PLANS,
            ),
            Entry(
                label=_("What if"),
                icon="adjustments-horizontal",
                url_name="planning:what_if",
                needs=Permission.SEE_PLANS,
            ),
        ),
    ),
    Group(
        label=pgettext_lazy("part of the side bar", "Measure"),
        entries=(
            Entry(label=_("Ledger"), icon="book-2", url_name="ledger:imports", needs=Permission.SEE_LEDGER),
            Entry(
                label=_("Arrivals"),
                icon="grid-dots",
                url_name="insight:arrivals",
                needs=Permission.SEE_INSIGHT,
            ),
            Entry(
                label=_("Response times"),
                icon="clock-hour-4",
                url_name="insight:response_times",
                needs=Permission.SEE_INSIGHT,
            ),
            Entry(
                label=_("Shrinkage"),
                icon="chart-pie",
                url_name="insight:shrinkage",
                needs=Permission.SEE_INSIGHT,
            ),
        ),
    ),
    Group(
        label=_("House"),
        entries=(
            Entry(
                label=_("Team"),
                icon="adjustments",
                url_name="people:team_settings",
                needs=Permission.EDIT_TEAM,
            ),
            Entry(
                label=_("Members"), icon="users", url_name="people:members", needs=Permission.MANAGE_MEMBERS
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    label: str | Promise
    icon: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkGroup:
    label: str | Promise
    links: tuple[Link, ...]


def side_bar(*, request: HttpRequest, access: TeamAccess) -> tuple[LinkGroup, ...]:
    """The groups of links this person sees, the place they are at marked."""
    found = tuple((group, tuple(_open_entries(group, access))) for group in GROUPS)
    here = _here(request.path, [url for _group, entries in found for _entry, url in entries])
    groups = (
        LinkGroup(
            label=group.label,
            links=tuple(
                Link(label=entry.label, icon=entry.icon, url=url, is_here=url == here)
                for entry, url in entries
            ),
        )
        for group, entries in found
    )
    return tuple(group for group in groups if group.links)


def _open_entries(group: Group, access: TeamAccess) -> Iterator[tuple[Entry, str]]:
    for entry in group.entries:
        if not access.may(entry.needs) or (entry.only_with_agent and not access.agent_name):
            continue
        yield entry, reverse(entry.url_name, kwargs={"team": access.team.slug})


def _here(path: str, urls: list[str]) -> str | None:
    """The longest of the links that the page's own address begins with."""
    return max((url for url in urls if path.startswith(url)), key=len, default=None)
