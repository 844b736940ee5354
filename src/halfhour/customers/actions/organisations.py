"""Organisations: made when a customer first belongs to them, renamed for all at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.actions.locking import lock_team
from halfhour.customers.addresses import folded
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Organisation
from halfhour.people.models import Team, User


def organisation_named(team: Team, name: str) -> Organisation | None:
    """The organisation of this name, made where there is none; None for no name. The team is locked."""
    if not folded(name):
        return None
    found, _made = Organisation.objects.get_or_create(
        team=team, search_name=folded(name), defaults={"name": name.strip()}
    )
    return found


@transaction.atomic
def rename_organisation(*, organisation: Organisation, name: str, by: User) -> Organisation:
    """Another name; refused where another organisation has it."""
    lock_team(organisation.team_id)
    others = Organisation.objects.filter(team=organisation.team_id).exclude(id=organisation.pk)
    if others.filter(search_name=folded(name)).exists():
        raise CustomerRefused(_("There is an organisation of this name already."), field="name")
    organisation.name, organisation.search_name = name.strip(), folded(name)
    organisation.save(update_fields=["name", "search_name"])
    return organisation


@transaction.atomic
def remove_organisation(*, organisation: Organisation, by: User) -> None:
    """Take away an organisation to which nobody belongs; refused where somebody does."""
    lock_team(organisation.team_id)
    if organisation.customers.exists():
        raise CustomerRefused(_("Customers belong to this organisation, or did before they were merged."))
    organisation.delete()
