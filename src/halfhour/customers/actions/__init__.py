"""Every change to customers."""

from halfhour.customers.actions.adding import NewCustomer, add_customer, before_adding, save_new_customers
from halfhour.customers.actions.addresses import add_address, remove_address
from halfhour.customers.actions.bringing_in import bring_in_from_ledger
from halfhour.customers.actions.changing import change_customer
from halfhour.customers.actions.consent import withdraw_consent
from halfhour.customers.actions.duplicates import tell_apart
from halfhour.customers.actions.erasing import erase_customer
from halfhour.customers.actions.exporting import export_customer
from halfhour.customers.actions.merging import merge_customers, unmerge_customers
from halfhour.customers.actions.notes import add_note, remove_note
from halfhour.customers.actions.organisations import remove_organisation, rename_organisation
from halfhour.customers.actions.reading import learn_reader
from halfhour.customers.actions.retention import erase_old_customers, set_retention
from halfhour.customers.actions.settings import save_field, set_tiers

__all__ = [
    "NewCustomer",
    "add_address",
    "add_customer",
    "add_note",
    "before_adding",
    "bring_in_from_ledger",
    "change_customer",
    "erase_customer",
    "erase_old_customers",
    "export_customer",
    "learn_reader",
    "merge_customers",
    "remove_address",
    "remove_note",
    "remove_organisation",
    "rename_organisation",
    "save_field",
    "save_new_customers",
    "set_retention",
    "set_tiers",
    "tell_apart",
    "unmerge_customers",
    "withdraw_consent",
]
