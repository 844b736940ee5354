"""Customers as tests need them."""

from typing import Any

from halfhour.customers.actions import NewCustomer, add_customer
from halfhour.customers.models import Customer
from support.ledger import MONDAY


def known(cast: Any, name: str = "", *addresses: tuple[str, str], team: Any = None, **more: Any) -> Customer:
    """A customer of the cast's team with these addresses."""
    new = NewCustomer(name=name, addresses=addresses, **more)
    return add_customer(team=team or cast.team, new=new, by=cast.agent, at=MONDAY)


def history(*contacts: tuple[str, str, str]) -> str:
    """A file of contacts (id, day, customer), each answered after a minute and handled in two."""
    rows = "".join(
        f"{number},{day} 09:00,phone,phone,{day} 09:01,120,{customer}\n" for number, day, customer in contacts
    )
    return f"contact_id,opened_at,queue,channel,answered_at,handle_seconds,customer_id\n{rows}"
