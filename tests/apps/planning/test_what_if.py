"""The what-if page: who may ask, what is answered, what is refused, and how much at once."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore, Event, Thread
from threading import enumerate as enumerate_threads

import pytest
import time_machine
from django.test import Client

from halfhour.engine import simulation
from halfhour.engine.scenarios import read_scenario
from halfhour.planning.adapter import what_if as adapter
from halfhour.planning.adapter.centre import day_of_plan
from halfhour.planning.adapter.kept import Kept
from halfhour.planning.models import ScenarioDraft
from halfhour.planning.queries.what_if_controls import control_groups
from halfhour.planning.refusals import PlanRefused
from support.planned import everything_kept
from support.small_plan import MONDAY

TUESDAY = MONDAY + timedelta(days=1)
ONE_MORE = "+1 person 12:00-18:00 for phone"


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(datetime(2026, 11, 30, 8, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture(scope="session")
def ready():
    simulation.warm()


@pytest.fixture
def planner(hamburg, ready) -> Client:
    return hamburg.client("planner")


@pytest.fixture
def played(monkeypatch, ready) -> list[object]:
    """Of which days today's side is played, from none on."""
    days, real = [], adapter.play
    monkeypatch.setattr(adapter, "play", lambda day, **more: days.append(day.on) or real(day, **more))
    adapter._todays.clear()
    return days


def figures(page: str) -> list[str]:
    return re.findall(r"[\d.,]+%", page)


def ask(client: Client, hamburg, plan, lines: str, *, on=TUESDAY, htmx: bool = True, **more):
    headers = {"HX-Request": "true"} if htmx else {}
    data = {"on": on.isoformat(), "lines": lines, "replications": "200"} | more
    return client.post(hamburg.url(plan, "what-if/"), data, headers=headers)


def text(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_page_shows_the_day_and_a_control_for_each_thing_to_change(hamburg, plan, planner):
    page = text(planner.get(hamburg.url(plan, f"what-if/?on={TUESDAY}")))
    for line in ("{count} {people} {from}-{to} for phone", "{count} sick", "volume email {by} %"):
        assert f'data-line="{line}"' in page
    assert 'aria-current="date"' in page


def test_every_control_writes_a_line_that_can_be_read(plan):
    filled = {
        "count": "+2",
        "people": "people",
        "from": "12:00",
        "to": "14:00",
        "by": "+10",
        "share": "90",
        "within": "1 h",
    }
    for group in control_groups(day_of_plan(plan, TUESDAY)):
        for control in group.controls:
            line = re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], control.line)
            line = line.replace("+2 sick", "2 sick").replace("concurrency +2", "concurrency 2")
            scenario = read_scenario(line)
            assert scenario.problems == ()
            assert scenario.text.strip() == line


def test_an_answer_tells_both_sides_and_the_difference(hamburg, plan, planner):
    answer = ask(planner, hamburg, plan, ONE_MORE)
    view = answer.context["view"]
    level = view.queues[0].headline
    assert level.label == "Answered in time"
    assert level.verdict == "better"
    assert level.difference.startswith("+")
    assert "1 more person on phone from 12:00 to 18:00." in text(answer)
    assert view.queues[1].headline.verdict in ("the same", "no difference that can be told")
    assert 'hx-swap-oob="innerHTML"' in text(answer)


def test_the_picture_has_its_table_behind_it(hamburg, plan, planner):
    view = ask(planner, hamburg, plan, ONE_MORE).context["view"]
    picture = view.queues[0].pictures[0]
    planned, changed = picture.options["series"]
    assert picture.options["x"] == [half_hour.clock for half_hour in picture.half_hours]
    assert (picture.half_hours[0].clock, picture.half_hours[-1].clock) == ("08:00", "17:30")
    assert len(planned["values"]) == len(changed["band"]["low"]) == 20
    assert planned["values"][0] == changed["values"][0]  # in the morning nothing has changed yet
    assert picture.half_hours[0].row.verdict == "the same"


def test_a_share_of_nearly_all_is_drawn_up_to_all_and_not_beyond(hamburg, plan, planner):
    def top(lines: str) -> float | None:
        view = ask(planner, hamburg, plan, lines).context["view"]
        gives_up = next(each for each in view.queues[0].pictures if each.name.endswith("abandonment"))
        return gives_up.options.get("top")

    assert top("patience phone 1 s\nhandle time phone 2 h") == 1
    assert top("patience phone 10 min") is None


def test_without_changes_the_day_is_told_as_planned(hamburg, plan, planner):
    answer = ask(planner, hamburg, plan, "")
    assert "As planned, without changes." in text(answer)
    assert not answer.context["view"].is_compared


def test_a_wrong_line_is_named_and_left_out(hamburg, plan, planner):
    answer = ask(planner, hamburg, plan, f"sick Kleo\n{ONE_MORE}")
    assert "Line 1 is left out: Nobody in the team is called “Kleo”. Perhaps you mean “Cleo”." in text(answer)
    assert answer.context["view"].queues[0].headline.verdict == "better"


@pytest.mark.parametrize(
    ("on", "lines", "told"),
    [
        (MONDAY + timedelta(days=5), "", "Nothing is open and nobody is expected on this day."),
        (TUESDAY, "4 sick", "Nobody is on a queue on this day."),
        (MONDAY + timedelta(days=5), "2 sick", "Nothing is open and nobody is expected on this day."),
        (TUESDAY, "volume phone +100000 contacts\nvolume email +100000 contacts", "too many to be played"),
        (TUESDAY, "x" * 30_001, "The lines are too long to be played."),
    ],
)
def test_what_cannot_be_played_is_answered_with_a_sentence(hamburg, plan, planner, on, lines, told):
    page = text(ask(planner, hamburg, plan, lines, on=on))
    assert told in page
    assert 'role="alert"' in page


@pytest.mark.parametrize(
    "lines", ["goal phone 0 % in 20 s", "handle time phone 0 s", "+10000 people 9:00-17:00"]
)
def test_zero_goals_zero_handle_times_and_ten_thousand_people_are_refused_by_line(
    hamburg, plan, planner, lines
):
    assert "Line 1 is left out:" in text(ask(planner, hamburg, plan, lines))


def test_a_queue_that_nobody_can_answer_is_said_so(hamburg, plan, planner, monkeypatch):
    day = day_of_plan(plan, TUESDAY)
    lost = replace(
        day, people=tuple(replace(p, skills=p.skills[:1], blocks=p.blocks[:1]) for p in day.people)
    )
    monkeypatch.setattr(adapter, "day_of_plan", lambda *_: lost)
    assert "Contacts come in on email, but nobody in the team has the skill" in text(
        ask(planner, hamburg, plan, "")
    )


def test_a_centre_that_the_simulator_refuses_is_told_by_queue_and_field(hamburg, plan, planner, monkeypatch):
    day = day_of_plan(plan, TUESDAY)
    uneven = replace(day, queues=(replace(day.queues[0], handle_cv=500.0), *day.queues[1:]))
    monkeypatch.setattr(adapter, "day_of_plan", lambda *_: uneven)
    page = text(ask(planner, hamburg, plan, ""))
    assert (
        "This cannot be played: Queue phone: handle time in seconds: 500 is too high. Write 100 or less."
        in page
    )
    assert 'role="alert"' in page


def test_the_page_answers_without_scripts_too(hamburg, plan, planner):
    page = text(ask(planner, hamburg, plan, ONE_MORE, htmx=False))
    assert ONE_MORE in page
    assert "better" in page
    assert "Saved scenarios" in page


def test_lines_are_told_and_kept_while_they_are_typed(hamburg, plan, planner):
    data = {"on": TUESDAY.isoformat(), "lines": "phone handle time -10%\n\nsick Kleo\nsick Cleo on monday"}
    told = json.loads(planner.post(hamburg.url(plan, "what-if/look/"), data).content)["lines"]
    assert [(each["line"], each["text"]) for each in told] == [
        (1, "handle time phone -10 %"),
        (3, "sick Kleo"),
        (4, "sick Cleo on monday"),
    ]
    assert told[0]["words"] == "Handle time on phone: -10 %."
    assert "Perhaps you mean “Cleo”" in told[1]["problem"]
    assert told[2]["notes"] == ["Meant for another day: it changes nothing on this one."]
    assert data["lines"] in planner.get(hamburg.url(plan, "what-if/")).content.decode()
    assert hamburg.client("lead").get(hamburg.url(plan, "what-if/")).context["lines"] == ""
    planner.post(hamburg.url(plan, "what-if/discard/"), {"on": TUESDAY.isoformat()})
    assert not ScenarioDraft.objects.exists()


def test_a_draft_longer_than_any_scenario_is_not_kept(hamburg, plan, planner):
    planner.post(hamburg.url(plan, "what-if/look/"), {"lines": "y" * 30_001})
    assert not ScenarioDraft.objects.exists()


def test_agents_may_not_ask(hamburg, plan):
    published = hamburg.published(first_on=MONDAY + timedelta(days=14))
    agent = hamburg.client("agent")
    assert agent.get(hamburg.url(published, "what-if/")).status_code == 403
    assert ask(agent, hamburg, published, ONE_MORE).status_code == 403
    assert agent.post(hamburg.url(published, "what-if/look/"), {"lines": "1 sick"}).status_code == 403


def test_asking_changes_nothing_of_the_plan(hamburg, plan, planner):
    before = everything_kept()
    ask(planner, hamburg, plan, f"{ONE_MORE}\n2 sick")
    assert everything_kept() == before


def test_until_the_simulator_is_ready_the_page_says_so_and_asks_again(hamburg, plan, monkeypatch):
    begun = []
    monkeypatch.setattr("halfhour.planning.views.what_if.is_ready", lambda: False)
    monkeypatch.setattr("halfhour.planning.views.what_if.begin_warming", lambda: begun.append(True))
    page = text(ask(hamburg.client("planner"), hamburg, plan, ONE_MORE))
    assert "The simulator is being made ready" in page
    assert 'hx-trigger="load delay:1500ms"' in page
    assert begun


def test_the_place_in_the_menu_leads_to_the_plan_that_is_meant(hamburg, planner):
    assert planner.get(hamburg.url(None, "what-if/")).url.endswith("/planning/")
    published = hamburg.published()
    assert planner.get(hamburg.url(None, "what-if/")).url == hamburg.url(published, "what-if/")


def test_one_person_has_one_question_played_at_a_time(plan, monkeypatch, ready):
    monkeypatch.setattr(adapter, "PATIENCE_SECONDS", 0.05)
    entered, leave = Event(), Event()

    def hold(_question):
        entered.set()
        leave.wait(10)

    monkeypatch.setattr(adapter, "_played", hold)
    day_of_plan(plan, TUESDAY)  # so that the thread needs no database
    first = Thread(
        target=adapter.play_lines, args=(plan, TUESDAY, "1 sick"), kwargs={"replications": 20, "person": 7}
    )
    first.start()
    try:
        assert entered.wait(10)
        with pytest.raises(PlanRefused, match="Your last question is still being played"):
            adapter.play_lines(plan, TUESDAY, "1 sick", replications=20, person=7)
    finally:
        leave.set()
        first.join()


def test_everybody_together_has_as_many_played_as_there_are_processors(plan, monkeypatch, ready):
    monkeypatch.setattr(adapter, "PATIENCE_SECONDS", 0.05)
    full = BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(adapter, "_playing", full)
    with pytest.raises(PlanRefused, match="Many questions are being played"):
        adapter.play_lines(plan, TUESDAY, "1 sick", replications=20, person=8)


def test_no_more_days_are_played_than_allowed(hamburg, plan, planner):
    answer = ask(planner, hamburg, plan, "", replications="100000")
    assert answer.context["answered"].question.replications == 1000
    asked = adapter.play_lines(plan, TUESDAY, "", replications=10**6, person=1)
    assert asked.question.replications == adapter.MOST_REPLICATIONS


def test_todays_side_is_played_once_and_comes_out_the_same(plan, played):
    first = adapter.play_lines(plan, TUESDAY, "1 sick", replications=50, person=1)
    again = adapter.play_lines(plan, TUESDAY, "1 sick", replications=50, person=1)
    assert len(played) == 1
    assert first.difference.queues[0].day == again.difference.queues[0].day


def test_the_day_as_planned_is_played_when_the_page_is_opened(hamburg, plan, planner, played):
    planner.get(hamburg.url(plan, f"what-if/?on={TUESDAY}"))
    for thread in enumerate_threads():
        if thread.name == "playing ahead":
            thread.join(20)
    assert played == [TUESDAY]
    ahead = text(ask(planner, hamburg, plan, ONE_MORE, replications="1000"))
    assert played == [TUESDAY]
    adapter._todays.clear()
    assert figures(ahead) == figures(text(ask(planner, hamburg, plan, ONE_MORE, replications="1000")))
    assert played == [TUESDAY, TUESDAY]


def test_nothing_is_played_ahead_while_questions_take_all_there_is(
    hamburg, plan, planner, played, monkeypatch
):
    full = BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(adapter, "_playing", full)
    adapter._play_ahead(day_of_plan(plan, TUESDAY), 50)
    assert played == []


def test_who_asks_meanwhile_waits_for_the_same_answer():
    kept, begun, go_on = Kept(most=2), Event(), Event()

    def slowly():
        begun.set()
        go_on.wait(10)
        return "slowly"

    first = Thread(target=kept.get, args=("asked", slowly))
    first.start()
    assert begun.wait(10)
    found = []
    second = Thread(target=lambda: found.append(kept.get("asked", lambda: "again")))
    second.start()
    go_on.set()
    first.join()
    second.join()
    assert found == ["slowly"]


def test_what_fails_and_what_is_long_ago_is_worked_out_again():
    kept = Kept(most=2)
    with pytest.raises(ZeroDivisionError):
        kept.get("asked", lambda: 1 / 0)
    for asked in ("asked", "another", "a third"):
        assert kept.get(asked, lambda: "found") == "found"
    assert kept.get("another", lambda: "again") == "found"
    assert kept.get("asked", lambda: "again") == "again"
