"""What there is to say about a small team's day."""

from halfhour.engine.reasons import ReasonKind


class SmallTeamReason(ReasonKind):
    """Levels, chances and distances are shares of 1; `clock` is a time of day such as 14:30."""

    HALF_HOURS = "small_team_half_hours"  # mean, low, high, under
    STEADY = "small_team_steady"  # mean, low
    DAYS = "small_team_days"  # low, high
    CAUSES = "small_team_causes"  # chance_low, forecast_low, all_low
    MISSED_MOST = "small_team_missed_most"  # agent, contacts, level, without
    WORST_TIME = "small_team_worst_time"  # clock, level, without, chance, chance_without
    NOBODY_MISSED = "small_team_nobody_missed"  # people
    SOME_LEFT_OUT = "small_team_some_left_out"  # people, most
    BEST_SHARE = "small_team_best_share"  # first, second, people, contacts, low, high
    BEST_POOL = "small_team_best_pool"  # first, second, learners, contacts, low, high
    BEST_TRAIN = "small_team_best_train"  # agent, queue, contacts, low, high
    AS_GOOD = "small_team_as_good"  # moves
    NO_SURE_GAIN = "small_team_no_sure_gain"  # moves
    NOTHING_TO_SHARE = "small_team_nothing_to_share"
    CHOSEN_FIRST = "small_team_chosen_first"  # possible, simulated
    SIZE_TRUSTED = "small_team_size_trusted"  # queue, occupancy, people, own, points
    SIZE_LARGE_ENOUGH = "small_team_size_large_enough"  # queue, occupancy, people, own, points
    SIZE_NEVER = "small_team_size_never"  # queue, occupancy, largest, points
    SIZE_AT_GOAL = "small_team_size_at_goal"  # largest, low, share
    NOBODY_COMES = "small_team_nobody_comes"
    NOBODY_WORKS = "small_team_nobody_works"
