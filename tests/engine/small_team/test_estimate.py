"""The quick estimate at its ends, where Erlang A knows the answer, and in between."""

from dataclasses import replace

import numpy as np
import pytest

from halfhour.engine.queueing import erlang_a
from halfhour.engine.simulation import Centre
from halfhour.engine.small_team import after_move, possible_moves
from halfhour.engine.small_team._estimate import estimated_in_time, people_on
from halfhour.engine.small_team._gains import most_promising
from support.small_centre import INTERVALS, all_day, one_queue, steady_queue, two_queues


def erlang(load, agents):
    found = erlang_a.service_level(
        load_erlangs=load, agents=agents, handle_seconds=240, patience_seconds=180, within_seconds=20
    )
    return float(found)


def contacts(load):
    return INTERVALS * load * 1800 / 240


def test_people_of_one_queue_each_are_erlangs():
    found = estimated_in_time(two_queues(load=2, agents=3))
    assert found == pytest.approx([contacts(2) * erlang(2, 3)] * 2, rel=1e-6)


def test_people_who_all_answer_both_are_one_team():
    centre = two_queues(load=2, agents=3)
    pool = next(move for move in possible_moves(centre, ["phone"]) if move.kind == "pool")
    found = estimated_in_time(after_move(centre, pool))
    assert found == pytest.approx([contacts(2) * erlang(4, 6)] * 2, rel=1e-4)


def test_one_who_learns_is_worth_something_and_less_than_all():
    centre = two_queues(load=2, agents=3)
    now = estimated_in_time(centre).sum()
    gained = {
        move.kind: estimated_in_time(after_move(centre, move)).sum() - now
        for move in possible_moves(centre, ["phone"])
    }
    assert 0 < gained["train"] < gained["pool"]


def test_flexible_people_go_where_the_work_is():
    queues = (steady_queue("phone", load=4), steady_queue("orders", load=1))
    people = tuple(all_day(f"agent {number}", "phone", "orders") for number in range(10))
    split = people_on(Centre(queues=queues, agents=people, intervals=INTERVALS))
    assert split[:, 0] == pytest.approx([8, 2], rel=1e-3)
    assert split.sum(axis=0) == pytest.approx(np.full(INTERVALS, 10.0))


def test_absence_and_two_chats_at_once_count():
    ill = one_queue(load=2, agents=4)
    ill = replace(ill, agents=tuple(replace(agent, absence=0.25) for agent in ill.agents))
    assert estimated_in_time(ill)[0] == pytest.approx(contacts(2) * erlang(2, 3), rel=1e-6)
    chats = one_queue(load=2, agents=2, speeds=(1.0, 1.0))
    assert estimated_in_time(chats)[0] == pytest.approx(contacts(2) * erlang(2, 4), rel=1e-6)


def test_nobody_answers_nothing():
    nobody = one_queue(load=2, agents=1)
    nobody = replace(nobody, agents=(replace(nobody.agents[0], stretches=()),))
    assert estimated_in_time(nobody)[0] == 0


def test_the_most_promising_of_each_sort_are_kept():
    centre = Centre(
        queues=(
            steady_queue("phone", load=3.5),
            steady_queue("orders", load=1),
            steady_queue("returns", load=0.5),
        ),
        agents=(
            *(all_day(f"phone {number}", "phone") for number in range(4)),
            *(all_day(f"orders {number}", "orders") for number in range(3)),
            *(all_day(f"returns {number}", "returns") for number in range(2)),
        ),
        intervals=INTERVALS,
    )
    moves = possible_moves(centre, ["phone", "orders", "returns"])
    kept = most_promising(centre, moves, pairs=1, lessons=2)
    assert [move.kind.value for move, _ in kept] == ["pool", "train", "train"]
    assert kept[0][0].queues == ("phone", "orders")  # where people are short, and where they are spare
    assert all(move.queues == ("phone",) for move, _ in kept[1:])
    assert len(most_promising(centre, moves, pairs=99, lessons=99)) == len(moves)
