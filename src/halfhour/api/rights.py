"""What a key lacks for what it asks: the scope, or its person the right; so that one knows what to change."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from halfhour.api.errors import RightRefused
from halfhour.api.models import ApiToken
from halfhour.api.scopes import permissions_of, scopes_for
from halfhour.api.tokens import access_of
from halfhour.people.access import Permission

EVERYTHING = frozenset(each.value for each in Permission)


def lacking(token: ApiToken, permissions: tuple[Permission, ...]) -> RightRefused:
    """Why a key may do none of these: which scopes would be enough, which rights its person would need."""
    theirs = access_of(token, EVERYTHING).permissions
    useful = tuple(each for each in permissions if each in theirs)
    wanted, rights = (useful, ()) if useful else (permissions, permissions)
    scopes = () if permissions_of(token.scopes) & set(wanted) else scopes_for(wanted)
    sentence = _sentence(token, scopes, rights, is_member=bool(theirs))
    return RightRefused(sentence, scopes=scopes, rights=rights)


def _sentence(
    token: ApiToken, scopes: tuple[str, ...], rights: tuple[Permission, ...], *, is_member: bool
) -> str:
    person = token.user.get_username()
    if not is_member:
        return _("{person}, as whom this key acts, does not belong to the team.").format(person=person)
    if rights:
        sentence = _("{person}, as whom this key acts, lacks the right to this: {rights}.")
        return sentence.format(person=person, rights=_or(each.value for each in rights))
    return _("This key lacks the scope for this: {scopes}.").format(scopes=_or(scopes))


def _or(names: Iterable[str]) -> str:
    return _(" or ").join(f"“{name}”" for name in names)
