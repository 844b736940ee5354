"""The tags a team has given: found by a few letters, for a field that offers them, and by their names."""

from collections.abc import Iterable

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from halfhour.desk.models import Tag, Ticket
from halfhour.people.models import Team

OFFERED = 20
LATELY = 1000  # newest tickets, whose tags are offered before anything is typed


def tags_found(team: Team, text: str = "", *, most: int = OFFERED) -> list[str]:
    """Names that hold `text`, those that begin with it first; without one, what was given most lately."""
    if text := text.strip():
        begins = ExpressionWrapper(Q(name__istartswith=text), output_field=BooleanField())
        found = Tag.objects.filter(team=team, name__icontains=text).alias(begins=begins)
        return list(found.order_by("-begins", "name").values_list("name", flat=True)[:most])
    newest = Ticket.objects.filter(team=team).order_by("-number").values("id")[:LATELY]
    given = Ticket.tags.through.objects.filter(ticket__in=list(newest.values_list("id", flat=True)))
    counted = given.values("tag__name").annotate(times=Count("id")).order_by("-times", "tag__name")
    return list(counted.values_list("tag__name", flat=True)[:most])


def as_tagged(team: Team, names: Iterable[str]) -> tuple[str, ...]:
    """Names as the team's tags have them, each once: one that differs in case alone is the same tag.

    A tag that has the very name stays as it is; of other spellings the first holds: the oldest tag's, else
    the one that was given first.
    """
    given = tuple(names)
    if not given:
        return ()
    spelt = {name.casefold(): name for name in reversed(given)}
    tags = Tag.objects.filter(team=team)
    same = set(tags.filter(name__in=given).order_by("name").values_list("name", flat=True))
    others = {name.casefold() for name in given if name not in same}
    if others:
        for name in tags.order_by("-id").values_list("name", flat=True):
            if name.casefold() in others:
                spelt[name.casefold()] = name
    return tuple(dict.fromkeys(name if name in same else spelt[name.casefold()] for name in given))
