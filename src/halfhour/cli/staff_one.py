"""One interval by its figures: the quick mode of `halfhour staff`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.cli import options

if TYPE_CHECKING:
    from halfhour.engine.small_team import LevelSpread
    from halfhour.engine.staffing import Crew, IntervalStaffing

    Spreads = dict[int, LevelSpread]

DEFAULT_CHANCE = 0.8
LONGEST = 31 * 86_400


def lasting(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    """A length of time as the team file writes it: “20 s”, “3 min”, or a bare number of seconds."""
    from halfhour.people.teamfile.problems import Refused
    from halfhour.people.teamfile.values import exact_duration

    if value is None:
        return None
    options.set_up_django()
    try:
        return float(exact_duration(least=0, most=LONGEST)(_bare(value)))
    except Refused as error:
        raise click.BadParameter(str(error)) from None


def part_of_one(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    """A share: “80%”, 0.8, or 80."""
    from halfhour.people.teamfile.problems import Refused
    from halfhour.people.teamfile.values import share

    if value is None:
        return None
    options.set_up_django()
    bare = _bare(value)
    percent = f"{value} %" if isinstance(bare, float) and bare > 1 else bare
    try:
        return float(share(least=0.0, most=0.999)(percent))
    except Refused as error:
        raise click.BadParameter(str(error)) from None


def _bare(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class OneInterval:
    """What was asked, in seconds and shares. `calls` is None where the load was given itself.

    `chance` counts only where the load may differ, `chance_asked` always.
    """

    calls: float | None
    load_erlangs: float
    interval_seconds: int
    handle_seconds: float
    within_seconds: float
    share: float
    patience_seconds: float
    concurrency: int
    shrinkage: float
    spread: float
    chance: float
    chance_asked: float
    asked_agents: int | None
    by_chance: bool

    @classmethod
    def from_options(
        cls,
        *,
        calls: float | None,
        load: float | None,
        interval: int,
        aht: float | None,
        within: float | None,
        share: float | None,
        patience: float | None,
        concurrency: int,
        shrinkage: float | None,
        spread: float | None,
        chance: float | None,
        agents: int | None,
        by_chance: bool,
    ) -> "OneInterval":
        if (calls is None) == (load is None):
            raise click.UsageError(
                _("Give a forecast file with --team, or one interval by --calls or --load.")
            )
        if aht == 0:
            raise click.UsageError(_("--aht must be above 0: a contact takes time."))
        if share == 0:
            raise click.UsageError(_("--share must be above 0%: a goal of nobody in time needs nobody."))
        if aht is None or within is None or share is None:
            raise click.UsageError(
                _(
                    "One interval needs --aht, --within and --share, such as"
                    " --aht 180 --within 20 --share 80%."
                )
            )
        return cls(
            calls=calls,
            load_erlangs=load if load is not None else (calls or 0.0) * aht / (interval * 60),
            interval_seconds=interval * 60,
            handle_seconds=aht,
            within_seconds=within,
            share=share,
            patience_seconds=float("inf") if patience is None else patience,
            concurrency=concurrency,
            shrinkage=shrinkage or 0.0,
            spread=spread or 0.0,
            chance=(DEFAULT_CHANCE if chance is None else chance) if spread else 0.5,
            chance_asked=DEFAULT_CHANCE if chance is None else chance,
            asked_agents=agents,
            by_chance=by_chance,
        )


def answer_one(asked: OneInterval, *, as_json: bool, quiet: bool) -> None:
    """The fewest people who keep the goal, what they achieve, and what one more or fewer would."""
    from halfhour.engine.staffing import staff_interval, whole_paid_people

    found = staff_interval(
        load_erlangs=asked.load_erlangs,
        handle_seconds=asked.handle_seconds,
        within_seconds=asked.within_seconds,
        share=asked.share,
        patience_seconds=asked.patience_seconds,
        concurrency=asked.concurrency,
        load_spread=asked.spread,
        goal_chance=asked.chance,
        asked_agents=asked.asked_agents,
    )
    paid = int(whole_paid_people(on_queue=found.agents, shrinkage=asked.shrinkage))
    if quiet and not as_json:
        click.echo(found.agents)
        return
    spreads = _spreads(asked, found) if asked.by_chance else {}
    if as_json:
        options.print_json(_as_json(found, paid, spreads))
    else:
        _print(asked, found, paid, spreads)


def _spreads(asked: OneInterval, found: "IntervalStaffing") -> "Spreads":
    """What single intervals show with each number of people, the load being as expected."""
    from halfhour.engine.small_team import level_spread

    return {
        crew.agents: level_spread(
            load_erlangs=asked.load_erlangs,
            agents=crew.agents,
            handle_seconds=asked.handle_seconds,
            within_seconds=asked.within_seconds,
            share=asked.share,
            patience_seconds=asked.patience_seconds,
            concurrency=asked.concurrency,
            interval_seconds=asked.interval_seconds,
        )
        for crew in found.crews
    }


def _as_json(found: "IntervalStaffing", paid: int, spreads: "Spreads") -> dict[str, Any]:
    """JSON knows no infinity: a wait without end is null."""
    crews = [
        {name: None if value == float("inf") else value for name, value in asdict(crew).items()}
        | _single_intervals(spreads.get(crew.agents))
        for crew in found.crews
    ]
    return {
        "load_erlangs": found.load_erlangs,
        "on_queue": found.agents,
        "on_queue_mean": found.agents_mean,
        "paid": paid,
        "crews": crews,
    }


def _single_intervals(spread: "LevelSpread | None") -> dict[str, Any]:
    if spread is None:
        return {}
    return {"single_intervals": {"low": spread.low, "high": spread.high, "under_goal": spread.under_goal}}


def _print(asked: OneInterval, found: "IntervalStaffing", paid: int, spreads: "Spreads") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(_headline(asked, found, paid), style="bold")
    console.print(_because(asked, found))
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = _columns(asked, spreads)
    for head in columns:
        table.add_column(head, justify="right")
    for crew in found.crews:
        marked = crew.agents in {found.agents, asked.asked_agents}
        table.add_row(*(cell(crew) for cell in columns.values()), style="bold" if marked else None)
    console.print(table)


def _headline(asked: OneInterval, found: "IntervalStaffing", paid: int) -> str:
    people = ngettext("{count} person on queue", "{count} people on queue", found.agents).format(
        count=found.agents
    )
    if not asked.shrinkage:
        return people
    return _("{people}, {paid} paid at {shrinkage:.0%} shrinkage").format(
        people=people, paid=paid, shrinkage=asked.shrinkage
    )


def model_words(asked: OneInterval) -> str:
    """The load, the goal and whether customers give up."""
    words = (
        _("{load:.2f} erlangs; {share:.0%} within {within:g} s; nobody gives up (Erlang C).")
        if asked.patience_seconds == float("inf")
        else _(
            "{load:.2f} erlangs; {share:.0%} within {within:g} s; customers give up after {patience:g} s on"
            " average (Erlang A)."
        )
    )
    return words.format(
        load=asked.load_erlangs,
        share=asked.share,
        within=asked.within_seconds,
        patience=asked.patience_seconds,
    )


def _because(asked: OneInterval, found: "IntervalStaffing") -> str:
    model = model_words(asked)
    if not asked.spread:
        return model
    doubt = _(
        "The load may differ by {spread:.0%} (one deviation): the goal is kept with a chance of {kept:.0%},"
        " {chance:.0%} was asked for."
    )
    kept = found.crew(found.agents).goal_chance
    return "\n".join((model, doubt.format(spread=asked.spread, chance=asked.chance, kept=kept)))


def _columns(asked: OneInterval, spreads: "Spreads") -> "dict[str, Callable[[Crew], str]]":
    """Heads and cells of the table; what cannot differ between crews is left out."""
    columns: dict[str, Callable[[Crew], str]] = {
        _("People"): lambda crew: str(crew.agents),
        _("In time"): lambda crew: f"{crew.service_level:.1%}",
        _("Have to wait"): lambda crew: f"{crew.wait_probability:.1%}",
        _("Mean wait"): _wait,
        _("Occupancy"): lambda crew: f"{crew.occupancy:.1%}",
    }
    if asked.patience_seconds < float("inf"):
        columns[_("Give up")] = lambda crew: f"{crew.abandonment:.1%}"
    if asked.spread:
        columns[_("Goal kept")] = lambda crew: f"{crew.goal_chance:.0%}"
    if spreads:
        columns[_("Nine in ten show")] = lambda crew: _range(spreads[crew.agents])
        columns[_("Miss the goal")] = lambda crew: f"{spreads[crew.agents].under_goal:.0%}"
    return columns


def _range(spread: "LevelSpread") -> str:
    return f"{100 * spread.low:.0f}–{spread.high:.0%}"


def _wait(crew: "Crew") -> str:
    return _("no end") if crew.mean_wait_seconds == float("inf") else f"{crew.mean_wait_seconds:.1f} s"
