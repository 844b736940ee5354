"""How people come in: by an account that someone of the house made for them.

Who somebody is, is asked with every request, by statements that are put together once.
"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from halfhour.people.models import User
from halfhour.rows import Prepared

_user = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up on their own; leads and administrators add people."""
        return False


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> User | None:
        user = _user.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
