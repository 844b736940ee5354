"""Why an interval needs the people it needs."""

from halfhour.engine.reasons import ReasonKind


class StaffingReason(ReasonKind):
    ERLANG_A = "staffing.erlang_a"
    ERLANG_C = "staffing.erlang_c"
    CONCURRENCY = "staffing.concurrency"
    GOAL_CHANCE = "staffing.goal_chance"
    MEAN_ONLY = "staffing.mean_only"
    CLOSED = "staffing.closed"
    CLOSED_TO_CONTACTS = "staffing.closed_to_contacts"
    NO_CONTACTS = "staffing.no_contacts"
    DEFERRED_WORKLOAD = "staffing.deferred_workload"
    DEFERRED_CHANCE = "staffing.deferred_chance"
    SHRINKAGE = "staffing.shrinkage"
    SHRINKAGE_CAUSE = "staffing.shrinkage_cause"
    SHRINKAGE_MEASURED = "staffing.shrinkage_measured"  # cause, share, low, high, people, days
    SHRINKAGE_BEYOND_PLAN = "staffing.shrinkage_beyond_plan"  # cause, share, planned
    RISK_INTERVAL = "staffing.risk_interval"  # hours, hours_mean, chance, absence
    RISK_DAY = "staffing.risk_day"  # hours, hours_mean, chance, absence
    RISK_DEFERRED = "staffing.risk_deferred"  # hours, hours_mean, spare, chance
    RISK_SETTLED = "staffing.risk_settled"  # agents
    RISK_SINGLE = "staffing.risk_single"  # more, contacts
    RISK_DOUBT = "staffing.risk_doubt"  # more
    RISK_ABSENCE = "staffing.risk_absence"  # more, absence
    RISK_KEPT = "staffing.risk_kept"  # queue, agents, chance, asked
    RISK_DAY_KEPT = "staffing.risk_day_kept"  # queue, chance, asked
    RISK_SIMULATED = "staffing.risk_simulated"  # simulations, days, contacts
    RISK_PROVED = "staffing.risk_proved"  # people
    RISK_OUT_OF_REACH = "staffing.risk_out_of_reach"  # queue, chance, asked, intervals, day, clock
