"""Changes to who is there and what they answer, told by the blocks that they leave."""

from dataclasses import replace

import pytest

from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.plan import centre_of
from support.changed_days import DAY, HOUR, after, blocks_of, day_after, notes, person, refusals, with_person

KIM, WINTER = "Kim Sommer", "Kim Winter"


def places(day) -> list[str]:
    return [agent.name for agent in centre_of(day).agents]


def test_more_people_come_last_so_that_nobody_else_changes_place():
    day = day_after("+2 people 12:00-20:00 for phone, chat")
    assert places(day) == [*places(DAY), "+1", "+2"]
    assert blocks_of(day, "+2") == ["12-20 phone+chat"]
    assert day.person("+1").absence == 0.04
    assert [each.queue for each in day.person("+1").skills] == ["phone", "chat"]
    assert day.people[:5] == DAY.people


def test_more_people_without_a_queue_answer_all_live_ones():
    assert blocks_of(day_after("+1 person 12:00-20:00"), "+1") == ["12-20 phone+chat"]


def test_more_people_on_a_queue_that_may_wait_do_its_work():
    (block,) = day_after("+1 person 8:00-10:00 for email").person("+1").blocks
    assert (block.kind, block.queues) == (BlockKind.FOCUS, ("email",))


def test_names_of_new_people_are_nobody_elses():
    day = with_person(person("+1", "phone", "8-9 phone"))
    assert [
        each.name for each in day_after("+1 person 12:00-20:00", "+1 person 12:00-20:00", day=day).people
    ][-3:] == [
        "+1",
        "+2",
        "+3",
    ]


def test_a_night_shift_counts_until_midnight():
    assert blocks_of(day_after("+1 person 22:00-06:00 for phone"), "+1") == ["22-24 phone"]


def test_fewer_people_are_those_with_the_most_time_there():
    day = day_after("-1 person 12:00-15:00 for phone")
    assert blocks_of(day, WINTER) == ["9-12 phone", "12-12.5 -", "12.5-15 u", "15-17.5 phone"]
    assert [blocks_of(day, name) for name in (KIM, "Lou", "Max")] == [
        blocks_of(DAY, name) for name in (KIM, "Lou", "Max")
    ]
    assert notes("-1 person 12:00-15:00 for phone") == [
        "Taken away are those with the most time there: Kim Winter."
    ]


def test_nobody_is_taken_from_where_nobody_is():
    assert refusals("-3 people 12:00-13:00 for phone") == [
        "3 cannot be taken away: 2 people are on phone from 12:00 to 13:00."
    ]


def test_the_sick_keep_their_place_and_do_nothing():
    day = day_after("sick Lou, Max")
    assert places(day) == places(DAY)
    assert centre_of(day).agents[2].stretches == centre_of(day).agents[3].stretches == ()


def test_a_first_name_is_enough_where_it_is_one_persons():
    day = with_person(person("Ada Lovelace", "phone", "8-9 phone"))
    assert blocks_of(day_after("sick ada", day=day), "Ada Lovelace") == []
    assert refusals("sick kim") == [
        "“kim” may be one of several people: Kim Sommer, Kim Winter. Write the whole name."
    ]


def test_some_sick_are_those_with_the_most_time_on_queue():
    assert notes("2 sick") == ["Taken to be away are those with the most time on queue: Kim Winter, Lou."]
    day = day_after("sick Lou", "2 sick")
    assert [each.name for each in day.at_work] == ["Max"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("sick Lu", "Nobody in the team is called “Lu”. Perhaps you mean “Lou”."),
        (
            "sick Xanthippe",
            "Nobody in the team is called “Xanthippe”. The people: Kim Sommer, Kim Winter, Lou, Max, Zoe.",
        ),
        ("sick Zoe", "Zoe does not work on this day. Choose somebody who has a shift."),
        ("5 sick", "5 cannot be away: 4 people work on this day."),
        ("train Lou for phone", "Lou can answer phone already. Choose another queue or somebody else."),
        ("train Lou for fax", "The plan has no queue “fax”. Its queues: phone, chat, email."),
        ("train Lou for chatt", "The plan has no queue “chatt”. Perhaps you mean “chat”."),
        ("move Max to phone", "Max has no skill for phone. Add a line before: train Max for phone"),
        ("pool phone, email", "email may wait for hours. Name a live queue, such as phone or chat."),
        ("interrupt phone", "phone is live, and live work is not interrupted. Work that may wait: email."),
    ],
)
def test_what_the_day_cannot_do_is_refused_with_what_it_can(line, told):
    assert refusals(line) == [told]


def test_the_trained_answer_it_in_their_blocks_on_live_queues():
    day = day_after("train Kim Winter, Lou for chat at 120 %")
    assert blocks_of(day, "Lou") == ["9.5-13 phone+chat", "13-13.5 -", "13.5-15 email", "15-18 phone+chat"]
    assert [(each.queue, each.handle_factor) for each in day.person("Lou").skills] == [
        ("phone", 1.0),
        ("email", 1.0),
        ("chat", 1.2),
    ]


def test_training_comes_before_a_move_that_needs_it():
    day = day_after("train Max for phone", "move Max to phone 10:00-11:30")
    assert blocks_of(day, "Max")[:3] == ["10-11 phone", "11-12 t", "12-14 email"]


def test_a_move_leaves_breaks_and_sessions_where_they_are():
    day = day_after("move Max to email")
    assert blocks_of(day, "Max") == ["10-11 email", "11-12 t", "12-14 email", "14-14.25 b", "14.25-15 email"]


def test_a_shift_moves_with_everything_in_it():
    assert blocks_of(day_after("shift Lou +30 min"), "Lou") == [
        "10-13.5 phone",
        "13.5-14 -",
        "14-15.5 email",
        "15.5-18.5 phone",
    ]
    assert blocks_of(day_after("shift Lou +8 h"), "Lou")[-1] == "23-24 phone"


def test_buffers_are_spent_on_the_live_queues_that_the_person_can_answer():
    assert blocks_of(day_after("buffer on queue"), KIM)[-1] == "16-16.5 phone+chat"
    without = day_after("buffer on queue")
    assert refusals("buffer on queue", day=without) == [
        "Nobody has a buffer on this day, so there is none to spend on live queues."
    ]


def test_pooled_queues_are_answered_by_whoever_is_on_one_and_can():
    day = day_after("pool phone, chat 11:00-14:00")
    assert blocks_of(day, KIM) == [
        "8-11 phone",
        "11-12 phone+chat",
        "12-12.5 -",
        "12.5-14 chat+phone",
        "14-16 chat",
        "16-16.5 u",
    ]
    assert blocks_of(day, WINTER) == blocks_of(DAY, WINTER)
    assert refusals("pool phone, chat 17:00-18:00") == [
        "Nobody on one of phone, chat can answer another of them then. Train somebody first."
    ]


def test_focus_work_that_may_be_interrupted_opens_to_live_queues():
    day = day_after("interrupt email")
    assert [each.interruptible for each in day.queues] == [False, False, True]
    assert "13.5-15 email+phone" in blocks_of(day, "Lou")
    assert "12-14 email+chat" in blocks_of(day, "Max")
    assert "12-14 email" in blocks_of(day_after("interrupt email for phone"), "Max")


def test_everybody_may_be_away_with_another_chance():
    day = day_after("absence 10 %")
    assert [each.absence for each in day.people] == [0.1, 0.1, 0.1, 0.1, 0.04]


def test_lines_are_made_one_after_the_other_and_a_wrong_one_stops_none():
    found = after("sick Lou", "sick Lou", "sick Max")
    assert [each.name for each in found.day.at_work] == [KIM, WINTER]
    assert [problem.line for problem in found.problems] == [2]


def test_a_line_for_another_day_changes_nothing_and_says_so():
    assert after("sick Lou on monday").day == DAY
    assert notes("sick Lou on monday") == ["Meant for another day: it changes nothing on this one."]
    assert after("sick Lou on tuesday").day != DAY


def test_a_window_outside_the_day_is_refused_after_a_clock_change():
    from dataclasses import replace
    from datetime import date

    sunday = replace(DAY, on=date(2026, 3, 29), starts_at=1_774_738_800, intervals=46)
    assert (
        day_after("+1 person 3:00-4:00 for phone", day=sunday).person("+1").blocks[0].start_seconds
        == 2 * HOUR
    )
    assert refusals("+1 person 2:00-2:30 for phone", day=sunday) == [
        "02:00 to 02:30 is not on this day. Choose a time between 00:00 and 24:00."
    ]


def test_who_was_added_is_not_taken_to_be_sick():
    assert "Kim Winter" in notes("+1 person 00:00-24:00 for phone", "1 sick")[0]


def test_where_no_queue_is_live_more_people_need_to_be_told_which_one():
    day = replace(DAY, queues=(DAY.queue("email"),), people=(person("Solo", "email", "8-16 email"),))
    assert refusals("+1 person 10:00-12:00", day=day) == [
        "No queue here is live, so say which one they answer: +1 person 09:00-17:00 for email"
    ]
    assert blocks_of(day_after("+1 person 10:00-12:00 for email", day=day), "+1") == ["10-12 email"]


def test_nobody_is_moved_at_a_time_at_which_they_do_nothing_else():
    assert refusals("move Lou to phone 3:00-4:00") == [
        "Lou has no time then that could go to phone: they are not at work, on a break or in a session."
    ]


def test_a_lesson_without_time_to_use_it_is_said_to_change_nothing():
    day = with_person(person("Ida", "phone", "8-16 phone"))
    (note,) = notes("train Ida for email", day=day)
    assert note.startswith("On this day they have no time in which to do email")
    assert note.endswith("Move them to it as well.")
    assert notes("train Ida for chat", day=day) == []
