"""The first account of a new installation, made at an address that only its terminal shows."""

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from halfhour.people.models import User


def first_account_path() -> str | None:
    """The address under which the first account can be made; None once there is one."""
    if User.objects.exists():
        return None
    return reverse("people:first_account", kwargs={"token": _token()})


def opens_first_account(token: str) -> bool:
    """Whether the token is the terminal's, and nobody has an account yet."""
    return constant_time_compare(token, _token()) and not User.objects.exists()


def _token() -> str:
    return salted_hmac("halfhour.people.first_account", "first").hexdigest()[:32]
