"""What is refused about customers, in sentences fit for the person who asked.

::

    CustomerRefused
    ├── AddressRefused      cannot be an address of its kind
    ├── AddressTaken        another customer has it; `owner` says who
    └── CustomerMovedOn     somebody else saved since; `latest` is the customer as it is now
"""

from collections.abc import Iterable

from halfhour.customers.models import Customer


class CustomerRefused(Exception):
    """Anything refused about customers.

    Where one value is at fault, `field` is its name, and `allowed` what may stand there, if that is a list.
    """

    def __init__(self, sentence: str = "", *, field: str = "", allowed: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.field = field
        self.allowed = tuple(allowed)

    @property
    def sentence(self) -> str:
        return str(self)


class AddressRefused(CustomerRefused):
    """What was given cannot be an address of its kind."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="value")


class AddressTaken(CustomerRefused):
    """An address belongs to one customer of a team."""

    def __init__(self, sentence: str, *, owner: Customer) -> None:
        super().__init__(sentence, field="value")
        self.owner = owner


class CustomerMovedOn(CustomerRefused):
    """Somebody else saved since the customer was opened."""

    def __init__(self, sentence: str, *, latest: Customer) -> None:
        super().__init__(sentence)
        self.latest = latest
