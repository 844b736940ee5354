"""What was assumed, how sure the plan is, and how it was made."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halfhour.engine.plan import Plan, PlanFigures
from halfhour.engine.reasons import Reason
from halfhour.engine.team import ShrinkageCause
from halfhour.people.preferences import reader_locale
from halfhour.planning.findings import breaches_beyond
from halfhour.planning.outputs.report.words import Words
from halfhour.wording import sentence
from halfhour.wording.forecasting import model_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """How one queue's forecast did on periods held back."""

    queue: str
    model: str
    error: str
    bounds_held: str
    others: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    title: str
    text: str


def forecast_rows(plan: Plan, figures: PlanFigures, words: Words) -> tuple[ForecastRow, ...]:
    rows = []
    for forecast, found in zip(plan.forecasts, figures.queues, strict=True):
        others = [
            _("{model} {error}").format(model=model_words(score.model), error=words.percent(score.wape, 1))
            for score in forecast.scores
            if score.model != forecast.model and "+" not in score.model and score.wape == score.wape
        ]
        rows.append(
            ForecastRow(
                queue=forecast.queue,
                model=model_words(forecast.model),
                error="–" if found.wape is None else words.percent(found.wape, 1),
                bounds_held="–" if found.bounds_held is None else words.percent(found.bounds_held),
                others="; ".join(others) or "–",
            )
        )
    return tuple(rows)


def facts(plan: Plan, words: Words) -> tuple[Fact, ...]:
    """The settings that the figures rest on."""
    team, rules = plan.team, plan.team.rules
    return (
        Fact(label=_("Chance of keeping the goal asked for"), value=words.percent(team.goal_chance)),
        Fact(
            label=_("Paid time not on queue"),
            value=", ".join(_share(cause, words) for cause in team.shrinkage if cause.share) or "–",
        ),
        Fact(
            label=_("Shift lengths"),
            value=", ".join(words.duration(length * 60) for length in rules.shift_minutes),
        ),
        Fact(label=_("Rest between shifts"), value=words.duration(rules.rest_minutes * 60)),
        Fact(label=_("Days in a row, at most"), value=words.number(rules.longest_run_of_days)),
        Fact(label=_("Days a week, at most"), value=words.number(rules.days_per_week)),
        Fact(label=_("Public holidays"), value=_holidays_of(team.country)),
        Fact(label=_("Length of an interval"), value=words.duration(team.interval_minutes * 60)),
        Fact(label=_("Seed"), value=str(plan.seed)),
    )


def _holidays_of(country: str | None) -> str:
    """The country by its name in the reader's language."""
    if not country:
        return str(_("not kept"))
    return str(reader_locale().territories.get(country, country))


def _share(cause: ShrinkageCause, words: Words) -> str:
    figures = {"cause": cause_word(cause.cause), "share": words.percent(cause.share, 1)}
    if cause.measured is None:
        return _("{cause} {share}").format(**figures | {"share": words.percent(cause.share)})
    return _("{cause} {share} (measured over {days} days)").format(**figures, days=cause.measured.days)


def cause_word(cause: str) -> str:
    return {
        "breaks": pgettext("shrinkage", "breaks"),
        "training": pgettext("shrinkage", "training"),
        "coaching": pgettext("shrinkage", "coaching"),
        "meetings": pgettext("shrinkage", "meetings"),
        "leave": pgettext("shrinkage", "leave"),
        "sickness": pgettext("shrinkage", "sickness"),
        "lunch": pgettext("shrinkage", "lunch"),
        "admin": pgettext("shrinkage", "admin"),
        "late": pgettext("shrinkage", "late arrival"),
        "absence": pgettext("shrinkage", "unplanned absence"),
    }.get(cause, cause)


def remarks(plan: Plan) -> tuple[str, ...]:
    """What the steps have to say, each sentence once, in the order of the steps."""
    return tuple(dict.fromkeys(sentence(reason) for reason in _reasons(plan)))


def _reasons(plan: Plan) -> Iterator[Reason]:
    yield from plan.reasons
    for forecast in plan.forecasts:
        yield from forecast.reasons
    yield from plan.roster_result.reasons


def clashes(plan: Plan) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence(clash) for clash in plan.roster_result.clashes))


def breaches(plan: Plan) -> tuple[str, ...]:
    """What the checker found, apart from what the clashes tell of already."""
    beyond = breaches_beyond(plan.roster_result.clashes, (breach.reason for breach in plan.breaches))
    return tuple(dict.fromkeys(sentence(reason) for reason in beyond))


def methods() -> tuple[Method, ...]:
    return (
        Method(
            title=_("Forecast"),
            text=_(
                "Several models were fitted to each queue. Each had to forecast periods of the history it "
                "had not seen, as far ahead as this plan; the one with the smallest error was kept. The "
                "bounds hold the count that will come with a chance of 90%."
            ),
        ),
        Method(
            title=_("People needed"),
            text=_(
                "Live queues by Erlang A, or Erlang C where nobody gives up; deferred queues by the work "
                "that falls due. People are added until each interval keeps its goal with the chance asked "
                "for, given what the forecast does not know. Paid time not on queue comes on top."
            ),
        ),
        Method(
            title=_("Roster"),
            text=_(
                "An optimiser places shifts, breaks and sessions: everything legal is kept, then as few "
                "people as possible are missing, then wishes and fairness count. A second program, which "
                "shares no code with it, checked the result."
            ),
        ),
    )
