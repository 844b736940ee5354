"""Canned replies: which are offered, and what came of using them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, When

from halfhour.desk.models import EventKind, Macro, MacroUse, Rating, TicketEvent
from halfhour.desk.models.tickets import ENDED
from halfhour.people.access import Permission, TeamAccess

FEW = 5  # below this many ratings no mean is told
MOST_OFFERED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a canned reply did: `quality` is None while there are too few ratings."""

    macro: Macro
    uses: int
    edited: int
    reopened: int
    ratings: int
    quality: float | None


def visible_macros(access: TeamAccess) -> QuerySet[Macro]:
    found = Macro.objects.filter(team=access.team).select_related("changed_by")
    sees = access.may(Permission.SEE_TICKETS) or access.may(Permission.SET_DESK)
    return found if sees else found.none()


def offered(access: TeamAccess, text: str) -> list[Macro]:
    """Those whose shortcut, name or words hold what is typed, shortcuts first."""
    found = visible_macros(access).filter(is_retired=False)
    typed = text.strip().removeprefix("/")[:60]
    if typed:
        matches = Q(shortcut__istartswith=typed) | Q(name__icontains=typed)
        found = found.filter(matches).annotate(
            rank=Case(When(shortcut__istartswith=typed, then=0), default=1, output_field=IntegerField())
        )
        return list(found.order_by("rank", "name", "id")[:MOST_OFFERED])
    return list(found.order_by("name", "id")[:MOST_OFFERED])


def outcomes(access: TeamAccess, *, since: datetime) -> list[Outcome]:
    """Every canned reply with what came of it; the offered ones first, the most used before the others."""
    came_back = TicketEvent.objects.filter(
        ticket=OuterRef("ticket"),
        kind=EventKind.MOVED,
        at__gt=OuterRef("at"),
        facts__state__0__in=list(ENDED),
    )
    uses = MacroUse.objects.filter(macro__team=access.team, at__gte=since)
    counted: dict[int, Mapping[str, Any]] = {
        row["macro"]: row
        for row in uses.annotate(came_back=Exists(came_back))
        .order_by()
        .values("macro")
        .annotate(
            uses=Count("id"),
            edited=Count("id", filter=Q(was_edited=True)),
            reopened=Count("id", filter=Q(came_back=True)),
        )
    }
    # However often it was used on a ticket, the ticket's rating is one.
    rated: defaultdict[int, list[int]] = defaultdict(list)
    ratings = Rating.objects.filter(ticket__macro_uses__in=uses, answered_at__isnull=False)
    pairs = ratings.order_by().values_list("ticket__macro_uses__macro", "id", "quality").distinct()
    for macro, _rating, quality in pairs:
        if quality is not None:
            rated[macro].append(quality)
    found = [_outcome(macro, counted.get(macro.pk, {}), rated[macro.pk]) for macro in visible_macros(access)]
    return sorted(found, key=lambda each: (each.macro.is_retired, -each.uses, each.macro.name))


def _outcome(macro: Macro, counted: Mapping[str, Any], rated: Sequence[int]) -> Outcome:
    return Outcome(
        macro=macro,
        uses=counted.get("uses", 0),
        edited=counted.get("edited", 0),
        reopened=counted.get("reopened", 0),
        ratings=len(rated),
        quality=mean(rated) if len(rated) >= FEW else None,
    )
