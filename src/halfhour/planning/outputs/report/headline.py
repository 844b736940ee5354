"""What the report says first: can we keep our goals, where not, how many people are missing and when."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.engine.plan import SHORT_FROM, Plan, PlanFigures
from halfhour.engine.team import Goal, Service
from halfhour.planning.outputs.report.charts import runs
from halfhour.planning.outputs.report.words import Words
from halfhour.planning.wording import MOSTLY, NEARLY, covered_tone, covered_words

FULL_WEEK_HOURS = 40.0
STRETCHES_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The first answer; `tone` is good, fair or bad."""

    tone: str
    answer: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Intervals in a row in which a queue misses someone."""

    when: str
    queue: str
    missing_most: str
    missing_hours: str
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One queue in the table of answers."""

    queue: str
    goal: str
    contacts: str
    handle_time: str
    needed_at_peak: str
    covered: str
    covered_tone: str
    service: str
    service_tone: str
    error: str


def headline(plan: Plan, figures: PlanFigures, words: Words) -> Headline:
    if plan.roster_result.roster is None:
        return Headline(
            tone="bad",
            answer=_("No roster could be made."),
            because=_("The rules that clash are listed below."),
        )
    if figures.keeps_goals:
        return Headline(
            tone="good",
            answer=_("Yes, the goals can be kept."),
            because=_("Everybody who is needed is there, all through the opening hours."),
        )
    because = _("{covered} of the opening hours are fully staffed; {missing} of work miss someone.").format(
        covered=covered_words(figures.covered_share),
        missing=words.hours(figures.missing_hours),
    )
    if figures.covered_share >= NEARLY:
        answer = _("Yes, the goals can be kept nearly everywhere.")
        return Headline(tone="good", answer=answer, because=because)
    missed = [queue for queue in figures.queues if queue.short_intervals]
    if figures.covered_share >= MOSTLY and keeps_goals_over_all(plan, figures):
        answer = _("Yes over all, but not in every hour.")
        return Headline(tone="fair", answer=answer, because=because)
    answer = ngettext(
        "Not everywhere: “{queues}” misses people.",
        "Not everywhere: {count} queues miss people.",
        len(missed),
    ).format(count=len(missed), queues=missed[0].queue if missed else "")
    return Headline(tone="fair" if figures.covered_share >= MOSTLY else "bad", answer=answer, because=because)


def keeps_goals_over_all(plan: Plan, figures: PlanFigures) -> bool:
    """Whether every queue is expected to answer its share in time over the whole plan.

    A deferred queue is, where hardly any of its work misses someone.
    """
    return all(
        found.covered_share >= NEARLY if found.service is None else found.service >= queue.goal.share
        for queue, found in zip(plan.team.queues, figures.queues, strict=True)
    )


def cards(plan: Plan, figures: PlanFigures, words: Words) -> tuple[Card, ...]:
    open_days = sum(1 for day in figures.days if day.needed_hours > 0) or 1
    return (
        Card(
            label=_("Contacts expected"),
            value=words.number(figures.contacts),
            note=_("{count} on an open day").format(count=words.number(figures.contacts / open_days)),
        ),
        Card(
            label=_("People needed at the peak"),
            value=words.number(figures.people_at_peak),
            note=_("{when}, with breaks, training, leave and sickness").format(
                when=words.day_and_time(figures.peak_at)
            ),
        ),
        Card(
            label=_("Hours the goals need"),
            value=words.hours(figures.required_hours),
            note=_("{hours} are contracted").format(hours=words.hours(figures.contracted_hours)),
        ),
        _balance(plan, figures, words),
    )


def _balance(plan: Plan, figures: PlanFigures, words: Words) -> Card:
    balance = figures.contracted_hours - figures.required_hours
    full_time = abs(balance) / plan.weeks / FULL_WEEK_HOURS
    note = ngettext(
        "about {count} full-time person",
        "about {count} full-time people",
        1 if round(full_time, 1) == 1 else 2,
    ).format(count=words.number(full_time, 1))
    if balance < 0:
        return Card(label=_("Hours missing in the contracts"), value=words.hours(-balance), note=note)
    return Card(label=_("Hours to spare in the contracts"), value=words.hours(balance), note=note)


def stretches(plan: Plan, words: Words) -> tuple[Stretch, ...]:
    """The worst stretches first, in people-hours missing; a stretch ends with its day."""
    found = sorted(_stretches(plan, words), key=lambda each: -each.hours)
    return tuple(found)


def _stretches(plan: Plan, words: Words) -> Iterator[Stretch]:
    starts, ends, dates = plan.grid.starts, plan.grid.ends, plan.grid.dates
    for queue, missing in zip(plan.team.queues, plan.roster_result.shortfall, strict=True):
        is_short = (missing > SHORT_FROM) & (plan.problem.open_seconds[queue.name] > 0)
        for day in sorted(set(dates[is_short].tolist())):
            for first, last in runs(is_short & (dates == day)):
                hours = float((missing * (ends - starts))[first:last].sum() / 3600)
                yield Stretch(
                    when=_("{day}, {start}–{end}").format(
                        day=words.day(day), start=words.time(starts[first]), end=words.time(ends[last - 1])
                    ),
                    queue=queue.name,
                    missing_most=words.people(float(missing[first:last].max())),
                    missing_hours=words.hours(hours),
                    hours=hours,
                )


def queue_rows(plan: Plan, figures: PlanFigures, words: Words) -> tuple[QueueRow, ...]:
    return tuple(
        QueueRow(
            queue=queue.name,
            goal=goal_text(queue.goal, queue.service, words),
            contacts=words.number(found.contacts),
            handle_time=words.duration(found.handle_seconds),
            needed_at_peak=words.number(found.needed_at_peak),
            covered=covered_words(found.covered_share) if found.required_hours else "–",
            covered_tone=covered_tone(found.covered_share) if found.required_hours else "",
            service="–" if found.service is None else words.percent(found.service),
            service_tone=(
                "" if found.service is None else "good" if found.service >= queue.goal.share else "bad"
            ),
            error="–" if found.wape is None else words.percent(found.wape, 1),
        )
        for queue, found in zip(plan.team.queues, figures.queues, strict=True)
    )


def goal_text(goal: Goal, service: Service, words: Words) -> str:
    share, within = words.percent(goal.share), words.duration(goal.within_seconds)
    if service is Service.DEFERRED:
        return _("{share} within {time} of opening hours").format(share=share, time=within)
    return _("{share} within {time}").format(share=share, time=within)
