"""Changes to users: their accounts and how they read."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from halfhour.people.errors import NameTaken
from halfhour.people.models import User

PREFERENCES = ("language", "theme", "timezone")


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str | None,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    language: str = "",
    is_administrator: bool = False,
) -> User:
    """Make an account; without a password nobody can log in to it until one is set by mail."""
    try:
        with transaction.atomic():
            return User.objects.create_user(
                username=username,
                email=email,
                password=password,
                first_name=first_name,
                last_name=last_name,
                language=language,
                is_administrator=is_administrator,
            )
    except IntegrityError:
        raise NameTaken(_("There is an account called “{name}” already.").format(name=username)) from None


def set_preferences(*, user: User, **chosen: str) -> User:
    """Keep how a person reads: any of `language`, `theme` and `timezone`."""
    unknown = set(chosen).difference(PREFERENCES)
    if unknown:
        raise TypeError(f"no such preferences: {', '.join(sorted(unknown))}")
    for name, value in chosen.items():
        setattr(user, name, value)
    user.save(update_fields=list(chosen))
    return user


def set_profile(*, user: User, first_name: str, last_name: str, email: str) -> User:
    """Keep a person's name and address."""
    user.first_name, user.last_name, user.email = first_name, last_name, email
    user.save(update_fields=["first_name", "last_name", "email"])
    return user
