"""The small plan with reasons that have words, as its files and its report need it."""

from dataclasses import replace
from datetime import date

import numpy as np

from halfhour.engine.plan import Plan, PlanReason
from halfhour.engine.reasons import Reason
from support.small_plan import small_plan

WHY = Reason(kind=PlanReason.NO_HISTORY, figures={"queue": "phone"})


def engine_plan(*, renamed: dict[str, str] | None = None, is_short: bool = True) -> Plan:
    """The plan; `renamed` gives agents other names, without `is_short` nobody is missing anywhere."""
    plan = _renamed(small_plan(), renamed or {})
    result = plan.roster_result
    if not is_short:
        needed = np.array([requirement.roster_target for requirement in plan.requirements])
        nobody = np.zeros_like(needed)
        result = replace(result, coverage=needed, shortfall=nobody, surplus=nobody)
    return replace(
        plan,
        roster_result=replace(result, reasons=(), clashes=()),
        forecasts=tuple(replace(forecast, reasons=()) for forecast in plan.forecasts),
        days=tuple(
            replace(day, blocks=tuple(replace(block, reason=WHY) for block in day.blocks))
            for day in plan.days
        ),
        breaches=(),
        reasons=(WHY,),
        last_contact_on=date(2026, 11, 28),
    )


def _renamed(plan: Plan, names: dict[str, str]) -> Plan:
    def name(value: str) -> str:
        return names.get(value, value)

    team = replace(
        plan.team,
        agents=tuple(replace(agent, name=name(agent.name)) for agent in plan.team.agents),
        time_off=tuple(replace(off, agent=name(off.agent)) for off in plan.team.time_off),
        sessions=tuple(
            replace(session, agents=tuple(map(name, session.agents))) for session in plan.team.sessions
        ),
    )
    roster = plan.roster_result.roster
    assert roster is not None
    roster = replace(
        roster,
        shifts=tuple(replace(shift, agent=name(shift.agent)) for shift in roster.shifts),
        sessions=tuple(replace(placed, agent=name(placed.agent)) for placed in roster.sessions),
    )
    return replace(
        plan,
        team=team,
        problem=replace(plan.problem, team=team),
        roster_result=replace(plan.roster_result, roster=roster),
        days=tuple(replace(day, agent=name(day.agent)) for day in plan.days),
    )
