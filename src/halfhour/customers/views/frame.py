"""What the customers' pages share."""

from typing import Any

from halfhour.customers.models import CustomerSettings
from halfhour.people.access import Permission, TeamAccess


def settings_of(access: TeamAccess) -> CustomerSettings:
    """The team's settings of customers, the usual ones until it has some."""
    return CustomerSettings.objects.filter(team=access.team).first() or CustomerSettings(team=access.team)


def rights(access: TeamAccess) -> dict[str, Any]:
    return {
        "may_edit": access.may(Permission.EDIT_CUSTOMERS),
        "may_erase": access.may(Permission.ERASE_CUSTOMERS),
        "may_set_up": access.may(Permission.EDIT_TEAM),
        "may_see_ledger": access.may(Permission.SEE_LEDGER),
    }
