"""What a key may be used for: scopes, and the permissions that each stands for."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.people.access import Permission

SCOPES: dict[str, tuple[str | Promise, frozenset[Permission]]] = {
    "tickets:read": (_("See tickets"), frozenset({Permission.SEE_TICKETS})),
    "tickets:write": (
        _("Open, answer and change tickets"),
        frozenset({Permission.SEE_TICKETS, Permission.WORK_TICKETS, Permission.ASSIGN_TICKETS}),
    ),
    "customers:read": (_("See customers"), frozenset({Permission.SEE_CUSTOMERS})),
    "customers:write": (
        _("Add, change, merge and export customers"),
        frozenset({Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS}),
    ),
    "customers:erase": (
        _("Export and erase customers"),
        frozenset({Permission.SEE_CUSTOMERS, Permission.ERASE_CUSTOMERS}),
    ),
    "complaints": (
        _("See and handle complaints"),
        frozenset({Permission.SEE_TICKETS, Permission.REVIEW_COMPLAINTS}),
    ),
    "board": (_("See the board, promises and ratings"), frozenset({Permission.SEE_BOARD})),
    "setting": (
        _("Read and set goals, rules and canned replies"),
        frozenset({Permission.SET_DESK, Permission.EDIT_TEAM}),
    ),
}


SEEING = frozenset({Permission.SEE_TICKETS, Permission.SEE_CUSTOMERS})


def useless_to(permissions: frozenset[str], scopes: Iterable[str]) -> tuple[str, ...]:
    """Of these scopes those of which somebody with these permissions may do nothing beyond seeing."""
    return tuple(name for name in scopes if not (SCOPES[name][1] - SEEING or SCOPES[name][1]) & permissions)


def scopes_for(permissions: Iterable[Permission]) -> tuple[str, ...]:
    """The scopes of which each allows one of these."""
    wanted = frozenset(permissions)
    return tuple(name for name, (_words, allowed) in SCOPES.items() if allowed & wanted)


def permissions_of(scopes: list[str]) -> frozenset[Permission]:
    """Everything that these scopes allow; names that no longer exist allow nothing."""
    return frozenset().union(*(SCOPES[name][1] for name in scopes if name in SCOPES))
