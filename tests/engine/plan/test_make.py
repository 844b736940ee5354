from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from halfhour.engine.errors import EmptyCalendar, OutOfRange
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import interval_grid
from halfhour.engine.plan import (
    Plan,
    PlanReason,
    Progress,
    Stage,
    default_first_on,
    make_plan,
    plan_figures,
)
from halfhour.engine.plan._service import service_with
from halfhour.engine.team import (
    Agent,
    Channel,
    Goal,
    OpeningHours,
    Queue,
    Rules,
    Service,
    Session,
    SessionKind,
    Skill,
    Team,
    WeeklyPeriod,
)
from support.short_searches import short_searches

FIRST_ON = date(2026, 10, 5)
HOURS = OpeningHours(
    periods=tuple(
        WeeklyPeriod(weekday=day, opens_second=9 * 3600, closes_second=18 * 3600) for day in range(5)
    )
)
PHONE = Queue(
    name="phone",
    channel=Channel.PHONE,
    service=Service.LIVE,
    goal=Goal(within_seconds=30, share=0.8),
    skills=("phone",),
    patience_seconds=180.0,
)
MAIL = Queue(
    name="mail",
    channel=Channel.EMAIL,
    service=Service.DEFERRED,
    goal=Goal(within_seconds=8 * 3600, share=0.9),
    skills=("mail",),
)
TEAM = Team(
    name="Corner shop",
    timezone="Europe/Berlin",
    hours=HOURS,
    queues=(PHONE, MAIL),
    agents=tuple(
        Agent(name=name, skills=(Skill(name="phone"), Skill(name="mail")))
        for name in ("Ana", "Bo", "Cem", "Dai", "Eva", "Fay")
    ),
    sessions=(Session(name="Coaching", kind=SessionKind.COACHING, minutes=30, agents=("Bo",)),),
)


def history(queue: Queue, *, per_interval: float, weeks: int = 10, seed: int = 1) -> QueueHistory:
    """Poisson counts in opening hours, busier on Mondays."""
    grid = interval_grid(
        first_on=FIRST_ON - timedelta(days=7 * weeks),
        last_on=FIRST_ON - timedelta(days=1),
        timezone=TEAM.timezone,
    )
    is_open = (grid.weekdays < 5) & (grid.slots >= 18) & (grid.slots < 36)
    rate = np.where(is_open, per_interval * np.where(grid.weekdays == 0, 1.3, 1.0), 0.0)
    offered = np.random.default_rng(seed).poisson(rate).astype(np.float64)
    seconds = np.where(offered > 0, queue.handle_seconds, np.nan)
    return QueueHistory(queue=queue.name, grid=grid, offered=offered, handle_seconds=seconds)


HISTORIES = {
    "phone": history(PHONE, per_interval=6.0),
    "mail": history(MAIL, per_interval=2.0, seed=2),
}


def plan(**changes: Any) -> Plan:
    asked: dict[str, Any] = {
        "histories": HISTORIES,
        "team": TEAM,
        "first_on": FIRST_ON,
        "weeks": 1,
        "effort": 0.05,
    }
    return make_plan(**{**asked, **changes})


@pytest.fixture(scope="module", autouse=True)
def _short_searches() -> Iterator[None]:
    with short_searches():
        yield


@pytest.fixture(scope="module")
def made() -> Plan:
    return plan()


def kinds(made: Plan) -> set[Any]:
    return {reason.kind for reason in made.reasons}


def same(one: Plan, other: Plan) -> bool:
    """Whether two plans forecast, ask for and roster the same."""
    return (
        all(
            np.array_equal(a.offered_mean, b.offered_mean)
            for a, b in zip(one.forecasts, other.forecasts, strict=True)
        )
        and all(
            np.array_equal(a.on_queue, b.on_queue)
            for a, b in zip(one.requirements, other.requirements, strict=True)
        )
        and one.roster_result.roster == other.roster_result.roster
        and one.days == other.days
    )


def test_a_plan_covers_every_day_asked_for_and_the_checkers_find_nothing(made):
    assert sorted(set(made.grid.dates.tolist())) == [FIRST_ON + timedelta(days=day) for day in range(7)]
    assert made.breaches == ()
    assert {day.agent for day in made.days} == {agent.name for agent in TEAM.agents}
    assert made.last_contact_on == date(2026, 10, 2)


def test_the_same_arguments_give_the_same_plan(made):
    assert same(plan(), made)


def test_what_came_after_the_first_day_is_not_known_to_the_plan(made):
    """A plan made in hindsight is the plan that would have been made then."""
    longer = {}
    for name, known in HISTORIES.items():
        grid = interval_grid(
            first_on=known.grid.dates[0].item(), last_on=FIRST_ON + timedelta(days=3), timezone=TEAM.timezone
        )
        later = len(grid) - len(known.grid)
        longer[name] = QueueHistory(
            queue=name,
            grid=grid,
            offered=np.append(known.offered, np.full(later, 99.0)),
            handle_seconds=np.append(known.handle_seconds, np.full(later, 9999.0)),
        )

    assert same(plan(histories=longer), made)


@pytest.mark.parametrize(
    ("last_on", "first_on"),
    [
        (date(2026, 10, 2), date(2026, 10, 5)),  # Friday
        (date(2026, 10, 4), date(2026, 10, 5)),  # Sunday
        (date(2026, 10, 5), date(2026, 10, 12)),  # Monday
    ],
)
def test_a_plan_starts_on_the_monday_after_the_last_contact(last_on, first_on):
    grid = interval_grid(first_on=date(2026, 9, 28), last_on=date(2026, 10, 11), timezone="Europe/Berlin")
    offered = np.where(grid.dates <= np.datetime64(last_on), 1.0, 0.0)
    unknown = np.full(len(grid), np.nan)
    known = QueueHistory(queue="phone", grid=grid, offered=offered, handle_seconds=unknown)

    assert default_first_on({"phone": known}) == first_on


def test_without_a_contact_there_is_no_day_to_start():
    with pytest.raises(OutOfRange, match="at least one"):
        default_first_on({})


@pytest.mark.parametrize("weeks", [0, 27])
def test_weeks_outside_the_range_are_refused(weeks):
    with pytest.raises(OutOfRange, match="need 1 to 26"):
        plan(weeks=weeks)


def test_a_history_in_other_steps_is_refused():
    with pytest.raises(OutOfRange, match=r"1800 seconds .* need 900 seconds"):
        plan(team=replace(TEAM, interval_minutes=15))


def test_a_queue_that_never_opens_is_refused():
    with pytest.raises(EmptyCalendar):
        plan(team=replace(TEAM, hours=OpeningHours(periods=())))


def test_progress_goes_through_the_stages_and_never_back():
    heard: list[Progress] = []

    plan(on_progress=heard.append)

    assert list(dict.fromkeys(progress.stage for progress in heard)) == list(Stage)
    shares = [progress.done for progress in heard]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


class Stopped(Exception):
    pass


@pytest.mark.parametrize("stage", Stage)
def test_whoever_listens_may_stop_the_making(stage):
    def stop(progress: Progress) -> None:
        if progress.stage is stage:
            raise Stopped

    with pytest.raises(Stopped):
        plan(on_progress=stop)


def test_a_queue_without_history_is_planned_for_nobody_and_said(made):
    found = plan(histories={"phone": HISTORIES["phone"]})

    assert PlanReason.NO_HISTORY in kinds(found)
    assert PlanReason.NO_HISTORY not in kinds(made)
    assert found.requirements[1].on_queue.sum() == 0
    assert found.requirements[0].on_queue.sum() == made.requirements[0].on_queue.sum()


def test_a_history_without_queue_is_left_out_and_said(made):
    found = plan(histories={**HISTORIES, "fax": replace(HISTORIES["mail"], queue="fax")})

    (reason,) = [each for each in found.reasons if each.kind == PlanReason.HISTORY_WITHOUT_QUEUE]
    assert reason.figures == {"queue": "fax", "contacts": int(HISTORIES["mail"].offered.sum())}
    assert same(found, made)


def test_a_plan_far_from_its_history_or_with_little_of_it_says_so(made):
    assert PlanReason.FAR_FROM_HISTORY not in kinds(made)
    assert PlanReason.SHORT_HISTORY not in kinds(made)

    far = plan(first_on=FIRST_ON + timedelta(days=70))
    short = plan(histories={"phone": history(PHONE, per_interval=6.0, weeks=4), "mail": HISTORIES["mail"]})

    assert PlanReason.FAR_FROM_HISTORY in kinds(far)
    assert PlanReason.SHORT_HISTORY in kinds(short)


def test_contracts_that_cannot_do_the_work_are_named_with_their_hours(made):
    few = replace(TEAM, agents=TEAM.agents[:2])

    found = plan(team=few)

    (reason,) = [each for each in found.reasons if each.kind == PlanReason.TOO_FEW_HOURS]
    assert reason.figures["contracted"] == 80
    assert reason.figures["required"] == pytest.approx(plan_figures(found).required_hours)
    assert PlanReason.TOO_FEW_HOURS not in kinds(made)


class TestFigures:
    def test_they_are_the_sums_of_the_arrays(self, made):
        figures = plan_figures(made)

        missing = made.roster_result.shortfall
        assert figures.missing_hours == pytest.approx(missing.sum() / 2)
        assert figures.contacts == pytest.approx(sum(each.offered_mean.sum() for each in made.forecasts))
        assert figures.contracted_hours == 240
        assert figures.people == 6
        assert sum(day.missing_hours for day in figures.days) == pytest.approx(figures.missing_hours)
        assert sum(day.contacts for day in figures.days) == pytest.approx(figures.contacts)
        assert figures.open_intervals == 5 * 18
        assert figures.rostered_hours == pytest.approx(
            sum(shift.paid_seconds for shift in made.roster_result.roster.shifts) / 3600
        )

    def test_an_interval_is_short_where_any_queue_misses_someone(self, made):
        shortfall = np.zeros((2, len(made.grid)))
        is_open = np.flatnonzero(made.problem.open_seconds["phone"] > 0)
        shortfall[0, is_open[:3]] = 2.0
        shortfall[1, is_open[2:5]] = 0.5
        shortfall[1, is_open[6]] = 0.2  # less than a quarter of a person

        figures = plan_figures(replace(made, roster_result=replace(made.roster_result, shortfall=shortfall)))

        assert figures.short_intervals == 5
        assert figures.covered_share == pytest.approx(85 / 90)
        assert not figures.keeps_goals
        phone, mail = figures.queues
        assert (phone.short_intervals, mail.short_intervals) == (3, 3)
        assert phone.missing_hours == pytest.approx(3.0)
        assert (phone.missing_most, phone.missing_most_at) == (2.0, made.grid.starts[is_open[0]])

    def test_nobody_missing_keeps_the_goals(self, made):
        nobody = np.zeros((2, len(made.grid)))

        figures = plan_figures(replace(made, roster_result=replace(made.roster_result, shortfall=nobody)))

        assert figures.keeps_goals
        assert figures.covered_share == 1.0
        assert figures.queues[0].missing_most_at is None


class TestService:
    def test_with_everybody_required_the_goal_is_kept(self, made):
        requirement = made.requirements[0]

        service = service_with(requirement=requirement, people=requirement.roster_target)

        assert service is not None
        assert service >= PHONE.goal.share

    def test_fewer_people_never_answer_more_in_time(self, made):
        requirement = made.requirements[0]

        levels = [
            service_with(requirement=requirement, people=requirement.roster_target * share)
            for share in (0.0, 0.25, 0.5, 0.75, 0.9, 1.0, 1.5)
        ]

        assert levels == sorted(levels)
        assert levels[0] == 0.0
        assert levels[-1] <= 1.0

    def test_it_agrees_with_the_requirement_s_own_level(self, made):
        """The requirement averages over its uncertainty more finely, by another rule."""
        requirement = made.requirements[0]
        rows = requirement.load_erlangs > 0
        contacts = requirement.offered_mean[rows]

        service = service_with(requirement=requirement, people=requirement.roster_target)

        expected = np.average(requirement.service_level_mean[rows], weights=contacts)
        assert service == pytest.approx(expected, abs=0.02)

    def test_a_deferred_queue_has_none(self, made):
        requirement = made.requirements[1]

        assert service_with(requirement=requirement, people=requirement.roster_target) is None


def test_rules_are_those_of_the_team():
    part_time = tuple(replace(agent, weekly_hours=12.0) for agent in TEAM.agents)

    found = plan(team=replace(TEAM, agents=part_time, rules=Rules(shift_minutes=(240,), days_per_week=3)))

    roster = found.roster_result.roster
    assert roster is not None
    assert {shift.paid_seconds for shift in roster.shifts} == {240 * 60}
    assert len(roster.shifts) <= 3 * len(part_time)
    assert found.breaches == ()


class TestPlaying:
    def test_each_live_day_is_played_and_the_figures_tell_the_share_of_days_kept(self, made: Plan) -> None:
        live = [queue.name for queue in made.team.queues if queue.service is Service.LIVE]
        expected = sum(
            bool(forecast.offered_mean[made.grid.dates == day].any())
            for forecast in made.forecasts
            if forecast.queue in live
            for day in np.unique(made.grid.dates)
        )
        assert len(made.kept) == expected > 0
        for queue in plan_figures(made).queues:
            days = [day for day in made.kept if day.queue == queue.queue]
            assert (queue.days_kept is None) == (queue.queue not in live)
            if days:
                assert queue.days_kept == pytest.approx(np.mean([day.chance for day in days]))
                assert queue.worst_day_chance == min(day.chance for day in days)
