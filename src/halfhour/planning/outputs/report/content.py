"""Everything a report says, in the reader's words, before it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from halfhour.engine.plan import Plan, plan_figures
from halfhour.planning.outputs.report import certainty, panels, people
from halfhour.planning.outputs.report import headline as first
from halfhour.planning.outputs.report.words import Words
from halfhour.planning.wording import chance_words

# From this size on, a roster is folded away on screen; print shows it in full.
LARGE_TEAM = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryNote:
    """What became of the history that the plan was made from; `rejected` are sentences with counts."""

    read: int
    used: int
    rejected: int
    examples: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    team: str
    language: str
    period: str
    made_from: str
    headline: first.Headline
    cards: tuple[first.Card, ...]
    stretches: tuple[first.Stretch, ...]
    more_stretches: tuple[first.Stretch, ...]
    queues: tuple[first.QueueRow, ...]
    left_to_chance: str
    forecasts: tuple[panels.Chart, ...]
    coverage: panels.Chart
    heat: panels.HeatMap
    weeks: tuple[people.RosterWeek, ...]
    persons: tuple[people.PersonRow, ...]
    is_large: bool
    forecast_rows: tuple[certainty.ForecastRow, ...]
    facts: tuple[certainty.Fact, ...]
    remarks: tuple[str, ...]
    clashes: tuple[str, ...]
    breaches: tuple[str, ...]
    methods: tuple[certainty.Method, ...]
    history: HistoryNote | None
    history_text: str


def report_content(plan: Plan, *, history: HistoryNote | None = None) -> ReportContent:
    """The report in the active language."""
    language = get_language() or "en"
    words = Words(language, plan.team.timezone)
    figures = plan_figures(plan)
    stretches = first.stretches(plan, words)
    return ReportContent(
        team=plan.team.name,
        language=language,
        period=_period(plan, words),
        made_from=_made_from(plan, words),
        headline=first.headline(plan, figures, words),
        cards=first.cards(plan, figures, words),
        stretches=stretches[: first.STRETCHES_SHOWN],
        more_stretches=stretches[first.STRETCHES_SHOWN :],
        queues=first.queue_rows(plan, figures, words),
        left_to_chance=chance_words([(each.queue, each.wape, each.wape_floor) for each in figures.queues]),
        forecasts=panels.forecast_charts(plan, words),
        coverage=panels.coverage_chart(plan, words),
        heat=panels.heat_map(plan, words),
        weeks=people.roster_weeks(plan, words),
        persons=people.person_rows(plan, words),
        is_large=len(plan.team.agents) > LARGE_TEAM,
        forecast_rows=certainty.forecast_rows(plan, figures, words),
        facts=certainty.facts(plan, words),
        remarks=certainty.remarks(plan),
        clashes=certainty.clashes(plan),
        breaches=certainty.breaches(plan),
        methods=certainty.methods(),
        history=history,
        history_text=_history_text(history, words),
    )


def _period(plan: Plan, words: Words) -> str:
    last_on = plan.first_on + timedelta(days=7 * plan.weeks - 1)
    return _("{first} to {last}").format(first=words.long_day(plan.first_on), last=words.long_day(last_on))


def _made_from(plan: Plan, words: Words) -> str:
    if plan.last_contact_on is None:
        return _("Times in {timezone}.").format(timezone=plan.team.timezone)
    return _("Made from contacts until {day}. Times in {timezone}.").format(
        day=words.long_day(plan.last_contact_on), timezone=plan.team.timezone
    )


def _history_text(history: HistoryNote | None, words: Words) -> str:
    if history is None:
        return ""
    if not history.rejected:
        return ngettext(
            "{count} row was read and used.", "{count} rows were read, and every one was used.", history.read
        ).format(count=words.number(history.read))
    return _("{read} rows were read and {used} used; {rejected} rows or cells were left out.").format(
        read=words.number(history.read),
        used=words.number(history.used),
        rejected=words.number(history.rejected),
    )
