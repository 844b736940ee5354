"""Which imports and contacts a person may open: those of a team whose ledger they may see."""

from django.db.models import QuerySet
from django.http import Http404

from halfhour.ledger.models import Contact, ContactEvent, Import
from halfhour.people.access import Permission, TeamAccess


def visible_imports(access: TeamAccess) -> QuerySet[Import]:
    imports = (
        Import.objects.filter(team=access.team)
        .exclude(stored_as="")
        .select_related("made_by")
        .order_by("-number")
    )
    return imports if access.may(Permission.SEE_LEDGER) else imports.none()


def open_import(access: TeamAccess, number: int) -> Import:
    """The import of this number; outside the person's reach it does not exist."""
    record = visible_imports(access).filter(number=number).first()
    if record is None:
        raise Http404
    return record


def visible_contacts(access: TeamAccess) -> QuerySet[Contact]:
    contacts = Contact.objects.filter(team=access.team)
    return contacts if access.may(Permission.SEE_LEDGER) else contacts.none()


def open_contact(access: TeamAccess, pk: int) -> Contact:
    contact = visible_contacts(access).select_related("source").filter(pk=pk).first()
    if contact is None:
        raise Http404
    return contact


def visible_events(access: TeamAccess, contact: Contact) -> QuerySet[ContactEvent]:
    events = ContactEvent.objects.filter(team=access.team, contact_id=contact.contact_id)
    return events.select_related("source").order_by("at", "id")
