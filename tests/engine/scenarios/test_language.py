"""The language of changes: what each line says, how it is written back, and what wrong lines are told."""

from datetime import date
from typing import get_args

import pytest

from halfhour.engine.scenarios import FORMS, change_reason, read_scenario
from halfhour.engine.scenarios._changes import (
    Absence,
    AddPeople,
    BreakKind,
    BreaksTogether,
    BufferOnQueue,
    Change,
    Concurrency,
    HandleTime,
    Interrupt,
    Move,
    NewGoal,
    Patience,
    Pool,
    ShiftDay,
    Sick,
    SickSome,
    SpreadBreaks,
    TakePeople,
    Train,
    Volume,
    Window,
)
from halfhour.wording import sentence

HOUR = 3600
EVENING = Window(start_second=12 * HOUR, end_second=20 * HOUR)
LINES = {
    "+1 person 12:00-20:00 for phone": AddPeople(count=1, window=EVENING, queues=("phone",)),
    "+2 people 12:00-20:00 for phone, chat": AddPeople(count=2, window=EVENING, queues=("phone", "chat")),
    "+1 person 22:00-06:00": AddPeople(
        count=1, window=Window(start_second=22 * HOUR, end_second=30 * HOUR), queues=()
    ),
    "-1 person 12:00-20:00 for phone": TakePeople(count=1, window=EVENING, queues=("phone",)),
    "sick Kim, Lou": Sick(names=("Kim", "Lou")),
    "2 sick": SickSome(count=2),
    "absence 10 %": Absence(share=0.1),
    "train Kim, Lou for chat": Train(names=("Kim", "Lou"), queue="chat"),
    "train Kim for chat at 120 %": Train(names=("Kim",), queue="chat", handle_factor=1.2),
    "move Kim to phone": Move(name="Kim", queue="phone"),
    "move Kim to phone 12:00-20:00": Move(name="Kim", queue="phone", window=EVENING),
    "shift Kim -1 h 30 min": ShiftDay(name="Kim", seconds=-5400),
    "lunch spread 12:00-20:00": SpreadBreaks(kind=BreakKind.LUNCH, window=EVENING),
    "breaks spread 12:00-20:00": SpreadBreaks(kind=BreakKind.BREAK, window=EVENING),
    "lunch at 12:00": BreaksTogether(kind=BreakKind.LUNCH, start_second=12 * HOUR),
    "breaks at 12:00": BreaksTogether(kind=BreakKind.BREAK, start_second=12 * HOUR),
    "buffer on queue": BufferOnQueue(),
    "pool phone, chat": Pool(queues=("phone", "chat")),
    "pool phone, chat 12:00-20:00": Pool(queues=("phone", "chat"), window=EVENING),
    "interrupt email": Interrupt(queue="email"),
    "interrupt email for phone, chat": Interrupt(queue="email", live_queues=("phone", "chat")),
    "handle time phone -10 %": HandleTime(queue="phone", factor=0.9),
    "handle time +12.5 %": HandleTime(factor=1.125),
    "handle time phone 4 min 30 s": HandleTime(queue="phone", seconds=270),
    "handle time 187.5 s": HandleTime(seconds=187.5),
    "volume phone +30 % 12:00-20:00": Volume(queue="phone", factor=1.3, window=EVENING),
    "volume -100 %": Volume(factor=0.0),
    "volume phone +200 contacts": Volume(queue="phone", contacts=200.0),
    "volume phone +200 contacts 12:00-20:00": Volume(queue="phone", contacts=200.0, window=EVENING),
    "goal phone 90 % in 15 s": NewGoal(queue="phone", share=0.9, within_seconds=15),
    "patience phone 2 min": Patience(queue="phone", seconds=120),
    "patience phone -20 %": Patience(queue="phone", factor=0.8),
    "patience phone endless": Patience(queue="phone"),
    "chat concurrency 3": Concurrency(queue="chat", most=3),
    "chat concurrency 3 at 120 %": Concurrency(queue="chat", most=3, factor=1.2),
}


def only(text: str):
    scenario = read_scenario(text)
    assert scenario.problems == ()
    (entry,) = scenario.entries
    return entry


@pytest.mark.parametrize("line", LINES)
def test_a_line_says_its_change_and_the_change_is_written_as_that_line(line):
    assert only(line).change == LINES[line]
    assert only(line).text == line


@pytest.mark.parametrize("line", LINES)
def test_every_change_has_words_that_leave_no_gap(line):
    assert "{" not in sentence(change_reason(LINES[line]))


def test_every_kind_of_line_is_tried_here_and_every_usage_can_be_read():
    kinds = {type(change) for change in LINES.values()}
    assert kinds == set(get_args(Change))
    usages = [
        form.usage.replace("QUEUE", "phone", 1).replace("QUEUE", "chat").replace("NAME", "Kim")
        for form in FORMS
    ]
    assert {type(only(usage).change) for usage in usages} == kinds - {SickSome}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("SICK Kim", "sick Kim"),
        ("  sick   Kim  and Lou ", "sick Kim, Lou"),
        ("sick Kim # since Monday", "sick Kim"),
        ("sick 2", "2 sick"),
        ("sick “Kim, the new one”", 'sick "Kim, the new one"'),
        ("handle time phone −10%", "handle time phone -10 %"),
        ("phone handle time - 10 %", "handle time phone -10 %"),
        ("concurrency chat 3", "chat concurrency 3"),
        ("phone goal 90% within 15 s", "goal phone 90 % in 15 s"),
        ("phone volume +30%", "volume phone +30 %"),
        ("+ 1 people for phone 9:00 – 12:30", "+1 person 09:00-12:30 for phone"),
        ("volume phone +200", "volume phone +200 contacts"),
        ("lunches spread 11:30-14:00", "lunch spread 11:30-14:00"),
        ("handle time E-mail -10 %", "handle time E-mail -10 %"),
        ("sick Kim Sommer", "sick Kim Sommer"),
        ("move Kim to phone 00:00-24:00", "move Kim to phone 00:00-24:00"),
    ],
)
def test_what_is_written_otherwise_is_understood_and_written_the_usual_way(written, read):
    assert only(written).text == read


@pytest.mark.parametrize(
    ("written", "on", "holds"),
    [
        ("on Tuesday", "on tuesday", True),
        ("on tue", "on tuesday", True),
        ("on tuesdays", "on tuesday", True),
        ("on monday", "on monday", False),
        ("on 2026-12-01", "on 2026-12-01", True),
        ("on 2026-12-08", "on 2026-12-08", False),
    ],
)
def test_a_line_may_be_meant_for_some_days_only(written, on, holds):
    tuesday = date(2026, 12, 1)
    entry = only(f"volume +30 % {written} 10:00-14:00")
    assert entry.text == f"volume +30 % 10:00-14:00 {on}"
    assert entry.holds_on(tuesday) == holds
    assert only(f"sick Kim {written}").text == f"sick Kim {on}"


def test_empty_lines_and_comments_say_nothing():
    scenario = read_scenario("\n# two people less\n\n2 sick\n   \n")
    assert [(entry.line, entry.text) for entry in scenario.entries] == [(4, "2 sick")]
    assert scenario.problems == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("handel time phone -10 %", "Perhaps you mean: handle time QUEUE -10 %"),
        ("more people please", "Such a line is written: +1 person 12:00-20:00 for QUEUE"),
        ("tea at five", "A line begins with one of these: +1 person, -1 person, sick"),
        ("lunch spread", "Such a line is written: lunch spread 11:30-14:00"),
        ("volume phone", "Such a line is written: volume QUEUE +30 % 10:00-14:00"),
        ("sick", "Such a line is written: sick NAME, NAME"),
        ("sick Kim,", "A name is missing. Names stand apart by commas: sick NAME, NAME"),
        ("pool phone", "“phone” is one queue. Name two or more"),
        ("+10000 people 10:00-12:00 for phone", "Between 1 and 500 can be given"),
        ("+0 people 10:00-12:00 for phone", "Between 1 and 500 can be given"),
        ("+1 person 25:00-26:00 for phone", "“25:00” is no time of day. Times go from 00:00 to 24:00"),
        ("+1 person 10:00-10:00 for phone", "“10:00-10:00” is no time of day"),
        ("chat concurrency 0", "Nobody holds 0 contacts at once. Between 1 and 10 can be given."),
        ("handle time phone 0 s", "It may be from 1 s to 8 h."),
        ("handle time phone -95 %", "It may be from -90 % to +900 %."),
        ("handle time phone 4 parsecs", "Write 20 s, 4 min or 1 h 30 min."),
        ("goal phone 0 % in 20 s", "A goal of 0 % is out of range. It may be from 1 % to 99 %."),
        ("goal phone 100 % in 20 s", "It may be from 1 % to 99 %."),
        ("goal phone 80 % in 0 s", "It may be from 1 s to 720 h, in whole seconds."),
        ("patience phone 0 s", "It may be from 1 s to 24 h, or endless."),
        ("absence 95 %", "It may be from 0 % to 90 %."),
        ("train Kim for chat at 900 %", "It may be from 50 % to 300 % of the usual time."),
        ("shift Kim +13 h", "up to 12 h."),
        ("volume phone +1000000 contacts", "Up to 100,000 can be given."),
        ("volume phone +30 % on 2026-13-45", "“2026-13-45” is no date."),
        ("sick " + "x" * 400, "A line has at most 300 characters."),
    ],
)
def test_a_wrong_line_is_told_what_is_wrong_and_what_is_allowed(line, told):
    scenario = read_scenario(f"2 sick\n{line}")
    (problem,) = scenario.problems
    assert problem.line == 2
    assert told in sentence(problem.reason)
    assert len(scenario.entries) == 1


def test_a_scenario_has_an_end():
    scenario = read_scenario("2 sick\n" * 105)
    assert len(scenario.entries) == 100
    assert {problem.line for problem in scenario.problems} == {101, 102, 103, 104, 105}
