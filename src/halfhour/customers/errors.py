"""What is refused about customers, in sentences fit for the person who asked.

::

    CustomerRefused
    ├── AddressRefused      cannot be an address of its kind
    ├── AddressTaken        another customer has it; `owner` says who
    └── CustomerMovedOn     somebody else saved since; `latest` is the customer as it is now
"""

from halfhour.customers.models import Customer


class CustomerRefused(Exception):
    """Anything refused about customers."""

    @property
    def sentence(self) -> str:
        return str(self)


class AddressRefused(CustomerRefused):
    """What was given cannot be an address of its kind."""


class AddressTaken(CustomerRefused):
    """An address belongs to one customer of a team."""

    def __init__(self, sentence: str, *, owner: Customer) -> None:
        super().__init__(sentence)
        self.owner = owner


class CustomerMovedOn(CustomerRefused):
    """Somebody else saved since the customer was opened."""

    def __init__(self, sentence: str, *, latest: Customer) -> None:
        super().__init__(sentence)
        self.latest = latest
