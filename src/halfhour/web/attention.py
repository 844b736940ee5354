"""What needs attention in a team: facts from all rooms, the most pressing first, by what a person may do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.desk.queries.failed_mail import failed_mail
from halfhour.jobs.models import UNFINISHED, Job, JobState
from halfhour.jobs.registry import KINDS
from halfhour.ledger.models import Import, ImportState
from halfhour.ledger.queries import has_history
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.adapter import current_team
from halfhour.people.errors import TeamHasNoSettings
from halfhour.people.wording.figures import figure
from halfhour.people.wording.summary import date_text
from halfhour.planning.models import Plan, PlanState, PublishedDay, Shift
from halfhour.planning.queries.coverage import DayStrip, day_strips
from halfhour.planning.queries.plans import running_makings
from halfhour.web.models import GuidedStart

HISTORY_GROWS_OLD_AFTER = timedelta(days=14)
FAILURES_SHOWN_FOR = timedelta(days=3)
SHORT_HOURS_THAT_MATTER = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to look at; `tone` is "bad", "warn", "info" or "good"."""

    tone: str
    icon: str
    title: str
    text: str = ""
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A team at a moment, as one person may see it; `today` is the team's date."""

    access: TeamAccess
    at: datetime
    today: date

    @property
    def monday(self) -> date:
        return self.today - timedelta(days=self.today.weekday())

    def url(self, name: str, **places: object) -> str:
        return reverse(name, kwargs={"team": self.access.team.slug, **places})


Check = Callable[[Situation], Iterator[Notice]]
TONES = ("bad", "warn", "info", "good")


def notices(situation: Situation) -> tuple[Notice, ...]:
    """Everything this person can do something about, the most pressing first."""
    found = [notice for needs, check in CHECKS if situation.access.may(needs) for notice in check(situation)]
    return tuple(sorted(found, key=lambda notice: TONES.index(notice.tone)))


def missing_settings(situation: Situation) -> Iterator[Notice]:
    try:
        current_team(situation.access.team)
    except TeamHasNoSettings:
        yield Notice(
            tone="bad",
            icon="adjustments",
            title=_("The team has no settings yet"),
            text=_("Nothing can be planned before its people, queues and goals are known."),
            url=situation.url("people:team_settings"),
            action=_("Set up the team"),
        )


def missing_or_old_history(situation: Situation) -> Iterator[Notice]:
    """Forecasts know no more than the ledger does."""
    done = Import.objects.filter(team=situation.access.team, state=ImportState.DONE)
    last_days = [last for last in done.values_list("findings__last_on", flat=True) if isinstance(last, str)]
    upload = situation.url("ledger:imports")
    if not last_days:
        yield Notice(
            tone="bad",
            icon="file-upload",
            title=_("No contact history yet"),
            text=_("Bring in a file of past contacts: forecasts and response times are made from it."),
            url=upload,
            action=_("Import history"),
        )
        return
    last = max(date.fromisoformat(day) for day in last_days)
    age = situation.today - last
    if age > HISTORY_GROWS_OLD_AFTER:
        yield Notice(
            tone="warn",
            icon="history",
            title=ngettext(
                "The history ends {number} day ago", "The history ends {number} days ago", age.days
            ).format(number=age.days),
            text=_("The last contact known is of {day}. A newer file makes better forecasts.").format(
                day=date_text(last.isoformat())
            ),
            url=upload,
            action=_("Import history"),
        )


def guided_way(situation: Situation) -> Iterator[Notice]:
    """Who sets up a team that never published a plan is offered the guide. Administrators begin with it."""
    team = situation.access.team
    if situation.access.user.is_administrator or PublishedDay.objects.filter(team=team).exists():
        return
    if GuidedStart.objects.filter(team=team, finished_at__isnull=True).exists():
        return
    yield Notice(
        tone="info",
        icon="route",
        title=_("From a file to a published plan in seven small steps"),
        text=_("The guide asks for one thing at a time and fills in what it can."),
        url=reverse("web:start"),
        action=_("Be led through"),
    )


def unread_files(situation: Situation) -> Iterator[Notice]:
    for record in Import.objects.filter(
        team=situation.access.team, state=ImportState.UPLOADED, job__isnull=True
    ).order_by("-number")[:3]:
        yield Notice(
            tone="info",
            icon="file-unknown",
            title=_("{file} waits for its columns").format(file=record.file_name),
            text=_("It was uploaded, but nobody said yet which column is which."),
            url=situation.url("ledger:import", number=record.number),
            action=_("Go on with it"),
        )


def unpublished_next_week(situation: Situation) -> Iterator[Notice]:
    """People want to know at the latest a week before."""
    next_monday = situation.monday + timedelta(days=7)
    days = [next_monday + timedelta(days=day) for day in range(7)]
    published = PublishedDay.objects.filter(team=situation.access.team, on__in=days).count()
    if published == len(days) or not has_history(situation.access.team):
        return
    draft = Plan.objects.filter(
        team=situation.access.team, state=PlanState.DRAFT, first_on__lte=next_monday, weeks__gte=1
    ).order_by("-number")
    waiting = next((plan for plan in draft if plan.last_on >= next_monday), None)
    if waiting is not None:
        yield Notice(
            tone="warn",
            icon="send",
            title=_("Next week's plan is not published"),
            text=_("Draft {number} covers it; nobody else sees it before it is published.").format(
                number=waiting.number
            ),
            url=situation.url("planning:plan", number=waiting.number),
            action=_("Look at the draft"),
        )
        return
    if running_makings(situation.access.team):
        return
    yield Notice(
        tone="bad" if situation.today.weekday() >= 3 else "warn",
        icon="calendar-question",
        title=_("Next week has no plan"),
        text=_("From {day} on nobody knows when they work.").format(day=date_text(next_monday.isoformat())),
        url=situation.url("planning:make"),
        action=_("Make a plan"),
    )


def short_half_hours(situation: Situation) -> Iterator[Notice]:
    """Where the published week has fewer people than its goals need."""
    strips = week_strips(situation, from_today=True)
    hours = sum(strip.short_hours for strip in strips)
    if hours < SHORT_HOURS_THAT_MATTER:
        return
    worst = max(strips, key=lambda strip: strip.short_hours)
    yield Notice(
        tone="warn",
        icon="alert-triangle",
        title=_("Goals at risk: {hours} hours short this week").format(hours=figure(hours, 1)),
        text=_("Most of it on {day}. Answering will take longer than promised there.").format(
            day=date_text(worst.on.isoformat())
        ),
        url=situation.url("planning:roster"),
        action=_("See the roster"),
    )


def clashing_time_off(situation: Situation) -> Iterator[Notice]:
    """Somebody is away by the settings, but rostered."""
    try:
        settings, _version = current_team(situation.access.team)
    except TeamHasNoSettings:
        return
    held = PublishedDay.objects.filter(team=situation.access.team, on__gte=situation.today)
    plans = dict(held.order_by("on").values_list("on", "plan_id"))
    for away in settings.time_off:
        if away.last_on < situation.today:
            continue
        shifts = Shift.objects.filter(
            Q(agent=away.agent, on__range=(max(away.first_on, situation.today), away.last_on)),
            plan_id__in=set(plans.values()),
        ).order_by("on")
        days = [shift.on for shift in shifts if plans.get(shift.on) == shift.plan_id]
        if days:
            yield Notice(
                tone="bad",
                icon="beach-off",
                title=_("{name} is rostered while away").format(name=away.agent),
                text=_("On {days}.").format(days=", ".join(date_text(day.isoformat()) for day in days[:5])),
                url=situation.url("planning:roster"),
                action=_("See the roster"),
            )


def failed_and_running_work(situation: Situation) -> Iterator[Notice]:
    recent = Job.objects.filter(team=situation.access.team).order_by("-created_at")
    seen_kinds: set[str] = set()
    for job in recent.filter(Q(state__in=UNFINISHED) | Q(created_at__gte=situation.at - FAILURES_SHOWN_FOR))[
        :20
    ]:
        kind = KINDS.get(job.kind)
        if kind is None or not situation.access.may(kind.needs):
            continue
        is_newest = job.kind not in seen_kinds
        seen_kinds.add(job.kind)
        if job.state in UNFINISHED:
            yield Notice(
                tone="info",
                icon="loader-2",
                title=_("{work}: {percent}%").format(work=kind.title, percent=job.percent),
                text=job.note,
                url=job.get_absolute_url(),
                action=_("Watch"),
            )
        elif job.state == JobState.FAILED and is_newest:
            yield Notice(
                tone="bad",
                icon="alert-octagon",
                title=_("{work} failed").format(work=kind.title),
                text=job.error,
                url=job.get_absolute_url(),
                action=_("See why"),
            )


def mail_not_sent(situation: Situation) -> Iterator[Notice]:
    count = failed_mail(situation.access).count()
    if count:
        yield Notice(
            tone="bad",
            icon="mail-x",
            title=ngettext(
                "{number} mail could not be sent", "{number} mails could not be sent", count
            ).format(number=count),
            text=_("Customers wait for what it says."),
            url=situation.url("desk:failed_mail"),
            action=_("See why"),
        )


def week_strips(situation: Situation, *, from_today: bool = False) -> tuple[DayStrip, ...]:
    """Need and coverage of this week's published days."""
    first = situation.today if from_today else situation.monday
    held = (
        PublishedDay.objects.filter(
            team=situation.access.team, on__gte=first, on__lt=situation.monday + timedelta(days=7)
        )
        .select_related("plan__team", "plan__team_version")
        .order_by("on")
    )
    days: dict[Plan, list[date]] = {}
    for day in held:
        days.setdefault(day.plan, []).append(day.on)
    return tuple(
        sorted(
            (strip for plan, its in days.items() for strip in day_strips(plan, its)),
            key=lambda strip: strip.on,
        )
    )


CHECKS: tuple[tuple[Permission, Check], ...] = (
    (Permission.EDIT_TEAM, missing_settings),
    (Permission.EDIT_TEAM, guided_way),
    (Permission.SEE_DAYS, clashing_time_off),
    (Permission.IMPORT_HISTORY, missing_or_old_history),
    (Permission.IMPORT_HISTORY, unread_files),
    (Permission.MAKE_PLANS, unpublished_next_week),
    (Permission.SEE_PLANS, short_half_hours),
    (Permission.SEE_PLANS, failed_and_running_work),
    (Permission.SET_DESK, mail_not_sent),
)
