"""Why a block is where it is."""

from halfhour.engine.reasons import ReasonKind


class DayReason(ReasonKind):
    """Times are what the team's clock shows; people are means over the block."""

    # On a live queue
    PEAK_LIVE = (
        "dayplanning.peak_live"  # queue, at, needed, planned: in the busiest quarter hour of the block
    )
    LIVE = "dayplanning.live"  # queue, needed, planned
    LIVE_SHORT = "dayplanning.live_short"  # queue, needed, planned
    LIVE_SPARE = "dayplanning.live_spare"  # queue, needed, planned

    # On a deferred queue
    FOCUS_TROUGH = "dayplanning.focus_trough"  # queue, needed_hours, planned_hours
    FOCUS_ONLY = "dayplanning.focus_only"  # queue, needed_hours, planned_hours
    FOCUS_AHEAD = "dayplanning.focus_ahead"  # queue, needed_hours, planned_hours
    FOCUS_DUE = "dayplanning.focus_due"  # queue, needed, planned

    # On none
    BUFFER = "dayplanning.buffer"  # share
    BUFFER_TIGHT = "dayplanning.buffer_tight"  # share, queue
    NOTHING_OPEN = "dayplanning.nothing_open"

    # Placed by the roster
    BREAK_TROUGH = "dayplanning.break_trough"  # kind, earliest, latest
    BREAK_WINDOW = "dayplanning.break_window"  # kind, earliest, latest
    BREAK_BY_HAND = "dayplanning.break_by_hand"  # kind
    SESSION_AGREED = "dayplanning.session_agreed"  # session
    SESSION_TROUGH = "dayplanning.session_trough"  # session
    SESSION_TOGETHER = "dayplanning.session_together"  # session, people
    SESSION_PLACED = "dayplanning.session_placed"  # session
