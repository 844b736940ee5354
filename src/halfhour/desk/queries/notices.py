"""What a person is told in the application: how much of it is new, and each in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfhour.desk.access import visible_tickets
from halfhour.desk.models import Notice
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.models import User

MOST_COUNTED = 99
# Kinds of notices with their icon and sentence; the places are figures of the notice.
KINDS: dict[str, tuple[str, str | Promise]] = {
    "mentioned": ("at", gettext_lazy("{by} named you in ticket {number}.")),
    "watched": ("eye", gettext_lazy("New in ticket {number}, which you follow, from {by}.")),
    "wait_over": ("link", gettext_lazy("What ticket {number} waited for has ended.")),
    "late": ("clock-exclamation", gettext_lazy("Ticket {number} is late.")),
    "soon_late": ("alarm", gettext_lazy("Ticket {number} will soon be late.")),
    "assigned": ("user-check", gettext_lazy("Ticket {number} is yours now.")),
    "ended_by_other": ("circle-check", gettext_lazy("{by} ended ticket {number}, which you held.")),
    "unassigned": ("inbox", gettext_lazy("Nobody can take ticket {number}.")),
    "complaint_to_review": ("mood-sad", gettext_lazy("A complaint waits for your review: ticket {number}.")),
    "complaint_to_decide": (
        "mood-sad",
        gettext_lazy("The complaint about ticket {number} waits for the reviewer's decision."),
    ),
    "complaint_yours": ("mood-sad", gettext_lazy("The complaint about ticket {number} is yours.")),
    "complaint_unowned": (
        "mood-sad",
        gettext_lazy("Nobody owns the complaint about ticket {number}; choose somebody."),
    ),
    "complaint_soon": (
        "mood-sad",
        gettext_lazy("A step of the complaint about ticket {number} is due soon."),
    ),
    "complaint_late": ("mood-sad", gettext_lazy("A step of the complaint about ticket {number} is late.")),
    "hand_off_answered": ("arrow-back-up", gettext_lazy("A department has answered about ticket {number}.")),
    "hand_off_late": ("arrow-forward-up", gettext_lazy("A department is late with ticket {number}.")),
    "goals_review": ("target-arrow", gettext_lazy("Goals that the last quarter would have kept")),
    "mail_failed": ("mail-x", gettext_lazy("Mail to customers could not be sent")),
    "not_delivered": ("mail-x", gettext_lazy("Your customer did not get the answer of ticket {number}.")),
    "promise_slips": ("heart-handshake", gettext_lazy("The promise of ticket {number} is about to slip.")),
}
OTHER = ("bell", gettext_lazy("Something happened to ticket {number}."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    notice: Notice
    icon: str
    words: str
    number: int | None

    @property
    def is_new(self) -> bool:
        return self.notice.read_at is None


def notices_of(access: TeamAccess) -> QuerySet[Notice]:
    """A person's notices of a team: only of tickets that they may still see."""
    if not access.may(Permission.SEE_TICKETS):
        return Notice.objects.none()
    theirs = Notice.objects.filter(user=access.user, team=access.team)
    return theirs.select_related("ticket").order_by("-at", "-id")


def unread_count(access: TeamAccess) -> int:
    """How many are new, counted to a hundred."""
    unread = notices_of(access).filter(read_at__isnull=True).order_by()
    return len(unread.values_list("id", flat=True)[: MOST_COUNTED + 1])


def notice_lines(access: TeamAccess, notices: QuerySet[Notice]) -> tuple[NoticeLine, ...]:
    rows = list(notices)
    shown = set(
        visible_tickets(access).filter(id__in=[row.ticket_id for row in rows]).values_list("id", flat=True)
    )
    people = {row.figures.get("by") for row in rows if row.figures.get("by")}
    names = {
        user.get_username(): user.get_full_name() or user.get_username()
        for user in User.objects.filter(username__in=people).order_by("id")
    }
    return tuple(_line(row, names) for row in rows if row.ticket_id is None or row.ticket_id in shown)


def _line(row: Notice, names: dict[str, str]) -> NoticeLine:
    icon, words = KINDS.get(row.kind, OTHER)
    number = row.ticket.number if row.ticket else row.figures.get("number")
    figures: dict[str, Any] = {
        "number": number if number is not None else "–",
        "by": names.get(row.figures.get("by", ""), "") or _("the customer"),
    }
    return NoticeLine(notice=row, icon=icon, words=str(words).format(**figures), number=number)
