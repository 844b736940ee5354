"""One question after a resolution: asked once, answered once, credited to those who did the work."""

from collections import Counter
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from halfhour.customers.models import REFUSES
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    Actor,
    DeskSettings,
    EventKind,
    Message,
    MessageKind,
    OutgoingKind,
    Rating,
    RatingCredit,
    Ticket,
    TicketEvent,
)
from halfhour.desk.models.tickets import ENDED
from halfhour.desk.notices import tell_customer
from halfhour.desk.queries.customers import now_of
from halfhour.desk.signing import LinkRefused
from halfhour.people.models import Team, User

USUAL_PAUSE_HOURS = 1
TOO_LATE = timedelta(days=3)  # what was resolved longer ago is not asked about any more
MOST_AT_ONCE = 200


def ask_for_ratings(at: datetime) -> int:
    """Ask about what was resolved a while ago; how many. It looks once a minute."""
    if not cache.add(f"desk-ratings-{at:%Y%m%d%H%M}", 1, 120):
        return 0
    settings = {each.team_id: each for each in DeskSettings.objects.all()}
    asked = 0
    for team in Team.objects.order_by("id"):
        kept = settings.get(team.pk) or DeskSettings(team=team)
        if kept.asks_for_rating:
            asked += one_by_one(_ask, _to_be_asked(team, kept, at), at)
    return asked


def _to_be_asked(team: Team, kept: DeskSettings, at: datetime) -> list[int]:
    pause = timedelta(hours=kept.processes.get("rating_pause_hours", USUAL_PAUSE_HOURS))
    asked = Rating.objects.filter(ticket=OuterRef("pk"), resolution=OuterRef("reopened") + 1)
    found = Ticket.objects.filter(
        ~Exists(asked),
        _has_news(),
        team=team,
        state__in=ENDED,
        changed_at__gte=at - TOO_LATE,
        resolved_at__range=(at - TOO_LATE, at - pause),
        first_answered_at__isnull=False,
        merged_into__isnull=True,
        customer__erased_at__isnull=True,
        customer__addresses__kind="email",
    ).exclude(Q(customer__consent__in=REFUSES) | Q(customer__merged_into__consent__in=REFUSES))
    return list(found.order_by("resolved_at", "id").values_list("id", flat=True).distinct()[:MOST_AT_ONCE])


def _has_news() -> Q:
    """Nothing was asked about yet, or the team has answered since: a word of thanks is no new matter."""
    earlier = Rating.objects.filter(ticket=OuterRef("ticket")).order_by("-asked_at").values("asked_at")
    since = TicketEvent.objects.filter(
        ticket=OuterRef("pk"), kind=EventKind.ANSWERED, at__gt=Subquery(earlier[:1])
    )
    return ~Exists(Rating.objects.filter(ticket=OuterRef("pk"))) | Q(Exists(since))


@transaction.atomic
def _ask(ticket_id: int, at: datetime) -> int:
    """Ask about one ticket, where it is still to be asked; nobody's answer becomes outdated by it."""
    ticket = lock_ticket(ticket_id)
    if ticket.state not in ENDED or ticket.merged_into_id is not None:
        return 0
    if not Ticket.objects.filter(_has_news(), pk=ticket.pk).exists():
        return 0
    if ticket.customer is not None and now_of(ticket.customer).consent in REFUSES:
        return 0
    rating, is_new = Rating.objects.get_or_create(
        ticket=ticket, resolution=ticket.reopened + 1, defaults={"asked_at": at}
    )
    if not is_new:
        return 0
    event = happened(EventKind.RATING_ASKED, at=at)
    event.ticket = ticket
    TicketEvent.objects.bulk_create([event])
    tell_customer(ticket=ticket, kind=OutgoingKind.RATING, at=at, rating=rating)
    return 1


@transaction.atomic
def rate(*, rating: Rating, speed: int, quality: int, comment: str, at: datetime) -> Rating:
    """Keep what the customer says, and credit who did the work.

    Raises
    ------
    DeskRefused
        Where it was answered already: the first answer counts.
    LinkRefused
        Where the customer was erased since the page was opened; nothing of it is kept.
    """
    ticket = lock_ticket(rating.ticket_id)
    if ticket.is_customer_erased:
        raise LinkRefused(is_old=True)
    row = Rating.objects.select_for_update().get(pk=rating.pk)
    if row.answered_at is not None:
        raise DeskRefused(_("You have told us already. Thank you."))
    row.speed, row.quality, row.comment, row.answered_at = speed, quality, comment.strip(), at
    row.save()
    RatingCredit.objects.bulk_create(
        RatingCredit(rating=row, user=user, share=share) for user, share in _shares(ticket, row).items()
    )
    facts = {"speed": (None, speed), "quality": (None, quality)}
    save_ticket(ticket, events=[happened(EventKind.RATED, at=at, actor=Actor.CUSTOMER, facts=facts)], at=at)
    return row


def _shares(ticket: Ticket, rating: Rating) -> dict[User, float]:
    """Whose replies led to this resolution, whoever holds the ticket now; where nobody wrote, who held it."""
    replies = Message.objects.filter(ticket=ticket, kind=MessageKind.REPLY, author__isnull=False)
    before = Rating.objects.filter(ticket=ticket, resolution__lt=rating.resolution).order_by("-resolution")
    earlier = before.values_list("asked_at", flat=True).first()
    these = replies.filter(at__lte=rating.asked_at)
    authors = _authors(these.filter(at__gt=earlier) if earlier else these) or _authors(replies)
    if not authors:
        holder = ticket.answered_last_by or ticket.assignee or _who_settled(ticket)
        authors = Counter([holder]) if holder else Counter[User]()
    total = sum(authors.values())
    return {user: count / total for user, count in authors.items()}


def _authors(replies: QuerySet[Message]) -> Counter[User]:
    return Counter(each.author for each in replies.select_related("author") if each.author is not None)


def _who_settled(ticket: Ticket) -> User | None:
    acts = ticket.events.filter(by__isnull=False).select_related("by")
    last = acts.order_by("-at", "-id").first()
    return last.by if last else None
