"""What there is to say of scenarios: what each change does, what is wrong with a line, what to know."""

from halfhour.engine.reasons import Reason, ReasonKind


class ChangeReason(ReasonKind):
    """A change in words. `names` and `queues` are lists as people read them, times are clock times."""

    PEOPLE_ADDED = "scenarios.people_added"  # count, start, end, queues
    PEOPLE_ADDED_ANYWHERE = "scenarios.people_added_anywhere"  # count, start, end
    PEOPLE_TAKEN = "scenarios.people_taken"  # count, start, end, queues
    SICK = "scenarios.sick"  # names
    SICK_SOME = "scenarios.sick_some"  # count
    ABSENCE = "scenarios.absence"  # share
    TRAINED = "scenarios.trained"  # names, queue
    TRAINED_SLOWER = "scenarios.trained_slower"  # names, queue, factor
    MOVED = "scenarios.moved"  # name, queue
    MOVED_FOR = "scenarios.moved_for"  # name, queue, start, end
    SHIFT_LATER = "scenarios.shift_later"  # name, duration
    SHIFT_EARLIER = "scenarios.shift_earlier"  # name, duration
    BREAKS_SPREAD = "scenarios.breaks_spread"  # break_kind, start, end
    BREAKS_TOGETHER = "scenarios.breaks_together"  # break_kind, start
    BUFFER_ON_QUEUE = "scenarios.buffer_on_queue"
    POOLED = "scenarios.pooled"  # queues
    POOLED_FOR = "scenarios.pooled_for"  # queues, start, end
    INTERRUPTED = "scenarios.interrupted"  # queue
    INTERRUPTED_FOR = "scenarios.interrupted_for"  # queue, queues
    HANDLE_TIME_BY = "scenarios.handle_time_by"  # queue, change
    HANDLE_TIME_BY_ALL = "scenarios.handle_time_by_all"  # change
    HANDLE_TIME = "scenarios.handle_time"  # queue, duration
    HANDLE_TIME_ALL = "scenarios.handle_time_all"  # duration
    VOLUME_BY = "scenarios.volume_by"  # queue, change
    VOLUME_BY_ALL = "scenarios.volume_by_all"  # change
    VOLUME_BY_FOR = "scenarios.volume_by_for"  # queue, change, start, end
    VOLUME_BY_FOR_ALL = "scenarios.volume_by_for_all"  # change, start, end
    VOLUME_MORE = "scenarios.volume_more"  # queue, count
    VOLUME_MORE_FOR = "scenarios.volume_more_for"  # queue, count, start, end
    GOAL = "scenarios.goal"  # queue, share, duration
    PATIENCE = "scenarios.patience"  # queue, duration
    PATIENCE_BY = "scenarios.patience_by"  # queue, change
    PATIENCE_ENDLESS = "scenarios.patience_endless"  # queue
    CONCURRENCY = "scenarios.concurrency"  # queue, count, factor


class LineReason(ReasonKind):
    """What is wrong with a line; `text` is the part that is meant, `form` how such a line is written."""

    UNKNOWN = "scenarios.line_unknown"  # text, forms
    MEANT = "scenarios.line_meant"  # text, form
    FORM = "scenarios.line_form"  # text, form
    TOO_LONG = "scenarios.line_too_long"  # most
    TOO_MANY = "scenarios.line_too_many"  # most
    TIME = "scenarios.line_time"  # text
    DURATION = "scenarios.line_duration"  # text
    DATE = "scenarios.line_date"  # text
    PEOPLE = "scenarios.line_people"  # text, most
    CONCURRENCY = "scenarios.line_concurrency"  # text, most
    CHANGE = "scenarios.line_change"  # text, least, most
    CONTACTS = "scenarios.line_contacts"  # text, most
    HANDLE_TIME = "scenarios.line_handle_time"  # text, least, most
    PATIENCE = "scenarios.line_patience"  # text, least, most
    GOAL_SHARE = "scenarios.line_goal_share"  # text
    GOAL_TIME = "scenarios.line_goal_time"  # text, least, most
    ABSENCE = "scenarios.line_absence"  # text, most
    PACE = "scenarios.line_pace"  # text, least, most
    SHIFT = "scenarios.line_shift"  # text, most
    TWO_QUEUES = "scenarios.line_two_queues"  # text
    NO_NAME = "scenarios.line_no_name"  # form

    # What the day cannot do
    QUEUE = "scenarios.line_queue"  # text, known
    QUEUE_MEANT = "scenarios.line_queue_meant"  # text, meant
    PERSON = "scenarios.line_person"  # text, known
    PERSON_MEANT = "scenarios.line_person_meant"  # text, meant
    PERSON_OF_SEVERAL = "scenarios.line_person_of_several"  # text, known
    NOT_AT_WORK = "scenarios.line_not_at_work"  # name
    CANNOT_ANSWER = "scenarios.line_cannot_answer"  # name, queue
    CAN_ANSWER = "scenarios.line_can_answer"  # name, queue
    FEWER_THERE = "scenarios.line_fewer_there"  # count, there, queues, start, end
    FEWER_AT_WORK = "scenarios.line_fewer_at_work"  # count, there
    OUTSIDE_DAY = "scenarios.line_outside_day"  # start, end
    NO_BREAK = "scenarios.line_no_break"  # break_kind
    NO_ROOM = "scenarios.line_no_room"  # break_kind, start, end
    NO_BUFFER = "scenarios.line_no_buffer"
    NOT_POOLED = "scenarios.line_not_pooled"  # queues
    NOT_DEFERRED = "scenarios.line_not_deferred"  # queue, known
    NOT_LIVE = "scenarios.line_not_live"  # queue
    NO_FOCUS = "scenarios.line_no_focus"  # queue
    NO_LIVE_QUEUE = "scenarios.line_no_live_queue"  # queue, in quotes where a line needs them
    NO_TIME_TO_MOVE = "scenarios.line_no_time_to_move"  # name, queue
    ONE_AT_A_TIME = "scenarios.line_one_at_a_time"  # queue
    NOBODY_GIVES_UP = "scenarios.line_nobody_gives_up"  # queue
    NO_PATIENCE = "scenarios.line_no_patience"  # queue
    NOBODY_COMES = "scenarios.line_nobody_comes"  # queue
    CLOSED = "scenarios.line_closed"  # queue


class NoteReason(ReasonKind):
    """What a line did that is worth knowing; nothing is wrong with it."""

    OTHER_DAY = "scenarios.note_other_day"
    SICK_CHOSEN = "scenarios.note_sick_chosen"  # names
    TAKEN_CHOSEN = "scenarios.note_taken_chosen"  # names
    BREAKS_STAY = "scenarios.note_breaks_stay"  # break_kind, names
    BREAKS_MOVED = "scenarios.note_breaks_moved"  # break_kind, count
    SLOWER_CHATS = "scenarios.note_slower_chats"  # count, change
    NO_TIME_FOR_IT = "scenarios.note_no_time_for_it"  # names, queue


class DayProblem(ReasonKind):
    """Why a day cannot be played at all."""

    NOTHING_COMES = "scenarios.day_nothing_comes"
    NOBODY_WORKS = "scenarios.day_nobody_works"  # queue, in quotes where a line needs them
    NOBODY_FOR = "scenarios.day_nobody_for"  # queue
    TOO_MANY_PEOPLE = "scenarios.day_too_many_people"  # people, most
    TOO_MANY_CONTACTS = "scenarios.day_too_many_contacts"  # contacts, most


class Refused(Exception):
    """A line that cannot be used; `reason` says why and what is allowed."""

    def __init__(self, kind: ReasonKind, **figures: str | int | float) -> None:
        super().__init__(str(kind))
        self.reason = Reason(kind=kind, figures=figures)
