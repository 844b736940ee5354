"""What solver and checker both find is told once, with the rules in the way."""

from dataclasses import replace

import pytest

from halfhour.engine.reasons import Reason
from halfhour.engine.rostering import RosterBreach, RosterReason, RosterRule, check_roster
from halfhour.engine.staffing import StaffingReason
from halfhour.engine.team import Rules
from halfhour.planning.adapter.series import stored_reason
from halfhour.planning.findings import breaches_beyond
from halfhour.planning.outputs.report.certainty import breaches as report_breaches
from support.engine_plan import engine_plan
from support.rosters import agent
from support.solving import callers, problem_of, solved, team_of

WEEK = "2026-11-30"
ALONE = Rules(shift_minutes=(480,), on_duty_at_least=0)


def clash(people: int = 1, short: float = 8.0, name: str = "Dan") -> Reason:
    figures = {"agent": name, "people": people, "week_on": WEEK, "short_hours": short}
    return Reason(kind=RosterReason.CLASH, figures=figures | {"first_rule": RosterRule.REST})


def owed(name: str, hours: float, least: float = 40.0, on: str = WEEK) -> Reason:
    figures = {"agent": name, "on": on, "hours": hours, "least": least}
    return Reason(kind=RosterBreach.TOO_FEW_HOURS, figures=figures)


def test_hours_that_a_clash_explains_are_not_told_again():
    assert breaches_beyond([clash()], [owed("Dan", 32.0)]) == ()


@pytest.mark.parametrize("other", [owed("Dan", 24.0), owed("Dan", 32.0, on="2026-12-07")])
def test_other_hours_and_other_weeks_are(other):
    assert breaches_beyond([clash()], [other]) == (other,)


def test_a_clash_of_two_people_tells_of_two_breaches_the_one_it_names_first():
    breaches = [owed("Ada", 32.0), owed("Ben", 32.0), owed("Dan", 32.0)]
    assert breaches_beyond([clash(people=2)], breaches) == (breaches[1],)


def test_breaches_of_other_rules_are_always_told():
    rest = Reason(kind=RosterBreach.REST, figures={"agent": "Dan", "on": WEEK, "hours": 9.0, "least": 11.0})
    assert breaches_beyond([clash()], [rest]) == (rest,)


@pytest.mark.parametrize(
    "people",
    [
        callers(4, weekly_hours=37.0),
        [agent("Ada", "phone", hours=40.0, available="08:00-10:00"), agent("Ben", "phone", hours=40.0)],
    ],
)
def test_a_solved_roster_s_missing_hours_are_all_told_by_its_clashes(people):
    problem = problem_of(team_of(people, rules=ALONE))
    result = solved(problem)
    found = [breach.reason for breach in check_roster(problem=problem, roster=result.roster)]
    assert found
    assert breaches_beyond(result.clashes, found) == ()


def test_too_few_on_duty_and_a_session_missed_are_told_once_too():
    duty = {"on": WEEK, "starts": "08:00", "ends": "09:00"}
    clashes = [
        Reason(
            kind=RosterReason.TOO_FEW_ON_DUTY,
            figures=duty | {"asked": 2, "on_duty": 1, "possible": 3, "times": 1},
        ),
        Reason(
            kind=RosterReason.SESSION_MISSED,
            figures={"session": "Coaching", "agent": "Dan", "people": 1, "week_on": WEEK},
        ),
    ]
    breaches = [
        Reason(kind=RosterBreach.ON_DUTY, figures=duty | {"people": 1, "least": 2}),
        Reason(
            kind=RosterBreach.SESSION_MISSING,
            figures={"agent": "Dan", "on": WEEK, "session": "Coaching", "times": 0, "due": 1},
        ),
    ]
    assert breaches_beyond(clashes, breaches) == ()
    assert breaches_beyond(clashes, [replace(breaches[0], figures=duty | {"people": 0, "least": 2})])


def pages_told(hamburg, plan) -> str:
    return hamburg.client("lead").get(hamburg.url(plan)).content.decode()


def with_findings(plan, *, clashes, breaches, revision=1):
    plan.findings |= {
        "clashes": [stored_reason(each) for each in clashes],
        "breaches": [stored_reason(each) for each in breaches],
    }
    plan.revision = revision
    plan.save()
    return plan


@pytest.mark.parametrize("place", ["", "publish/"])
def test_pages_tell_it_once_too(hamburg, place):
    plan = with_findings(hamburg.draft(), clashes=[clash()], breaches=[owed("Dan", 32.0), owed("Eva", 9.0)])
    page = hamburg.client("lead").get(hamburg.url(plan, place)).content.decode()
    assert page.count("Dan, week of Mon 30 Nov") == 1
    assert "the rest between shifts cannot be kept" in page
    assert page.count("Eva, week of Mon 30 Nov") == 1


def test_a_clash_that_an_edit_mended_is_told_no_more(hamburg):
    mended = {"clashes": [clash()], "breaches": []}
    assert "Dan, week of" in pages_told(hamburg, with_findings(hamburg.draft(), **mended))
    assert "Dan, week of" not in pages_told(hamburg, with_findings(hamburg.draft(), **mended, revision=2))


def test_what_holds_for_every_queue_is_told_once(hamburg):
    plan = hamburg.draft()
    share = Reason(kind=StaffingReason.SHRINKAGE, figures={"share": 0.25})
    plan.findings["reasons"] = [stored_reason(share)] * 3
    plan.save()
    assert pages_told(hamburg, plan).count("25% of paid time is not spent on queue") == 1


def test_the_report_tells_such_a_thing_once():
    plan = engine_plan()
    told_by_both = replace(
        plan,
        roster_result=replace(plan.roster_result, clashes=(clash(),)),
        breaches=(_Found(owed("Dan", 32.0)), _Found(owed("Eva", 10.0))),
    )
    (left,) = report_breaches(told_by_both)
    assert "Eva" in left


class _Found:
    """A breach that has its reason already."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
