"""What becomes of mail that could not be sent: it is tried again, or left."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from halfhour.desk.actions.telling import tell
from halfhour.desk.models import Outgoing, OutgoingState
from halfhour.desk.queries.there import leads_of
from halfhour.people.models import Team


def try_again(mails: Iterable[Outgoing], *, at: datetime) -> int:
    """Put these back in line; how many were still to be sent."""
    return _failed(mails).update(state=OutgoingState.WAITING, tries=0, next_try_at=at)


def leave(mails: Iterable[Outgoing]) -> int:
    """Send these no more; why they failed stays on their tickets."""
    return _failed(mails).update(state=OutgoingState.DROPPED)


def tell_leads_of_failed_mail(*, team: Team, at: datetime) -> None:
    """Once a day, however much mail fails."""
    tell(leads_of(team), team=team, kind="mail_failed", key=f"mail-failed-{team.pk}-{at:%Y-%m-%d}", at=at)


def _failed(mails: Iterable[Outgoing]) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(pk__in=[mail.pk for mail in mails], state=OutgoingState.FAILED)
