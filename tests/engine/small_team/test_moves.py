"""Ways to share work: which there are, and what a centre is after one of them."""

from dataclasses import replace

from halfhour.engine.simulation import Centre, Queue, Skill, Stretch
from halfhour.engine.small_team import MoveKind, after_move, possible_moves
from support.small_centre import DAY_SECONDS, all_day, one_queue, steady_queue, two_queues


def mail(load: float = 0.5) -> Queue:
    return steady_queue("mail", load=load, patience=None, deferred=True, goal_seconds=8 * 3600)


def mixed() -> Centre:
    """Ada can do everything and is on the phone; Ben has phone and then mail; Cleo only orders."""
    ben = replace(
        all_day("Ben", "phone", "mail"),
        stretches=(
            Stretch(start_seconds=0, end_seconds=20_000, queues=("phone",)),
            Stretch(start_seconds=20_000, end_seconds=DAY_SECONDS, queues=("mail",)),
        ),
    )
    return Centre(
        queues=(steady_queue("phone", load=1), steady_queue("orders", load=1), mail()),
        agents=(all_day("Ada", "phone", "orders", "mail", on=("phone",)), ben, all_day("Cleo", "orders")),
        intervals=24,
    )


def described(centre: Centre, *queues: str) -> set[tuple]:
    return {
        (move.kind.value, move.queues, move.agents, move.learners) for move in possible_moves(centre, queues)
    }


def test_every_pair_and_every_person_times_what_they_lack_is_a_way():
    assert described(mixed(), "phone", "orders", "mail") == {
        ("share", ("phone", "orders"), ("Ada",), ()),
        ("pool", ("phone", "orders"), ("Ada", "Ben", "Cleo"), ("Ben", "Cleo")),
        ("share", ("phone", "mail"), ("Ada", "Ben"), ()),
        ("pool", ("orders", "mail"), ("Ben", "Cleo"), ("Ben", "Cleo")),
        ("train", ("orders",), ("Ben",), ("Ben",)),
        ("train", ("phone",), ("Cleo",), ("Cleo",)),
        ("train", ("mail",), ("Cleo",), ("Cleo",)),
    }


def test_ways_that_have_nothing_to_do_with_the_queues_asked_about_are_left_out():
    assert all("mail" in queues for _, queues, _, _ in described(mixed(), "mail"))


def test_one_queue_that_everybody_answers_leaves_nothing_to_share():
    assert possible_moves(one_queue(load=2, agents=3), ["phone"]) == ()


def test_who_is_away_learns_nothing():
    centre = two_queues(load=1, agents=1)
    away = replace(centre, agents=(replace(centre.agents[0], stretches=()), centre.agents[1]))
    assert described(away, "phone", "orders") == {
        ("pool", ("phone", "orders"), ("orders 1",), ("orders 1",)),
        ("train", ("phone",), ("orders 1",), ("orders 1",)),
    }


def after(centre: Centre, kind: MoveKind, *queues: str, agent: str = "") -> Centre:
    found = [
        move
        for move in possible_moves(centre, queues)
        if move.kind is kind and move.queues == queues and (not agent or agent in move.agents)
    ]
    assert len(found) == 1
    return after_move(centre, found[0])


def test_sharing_changes_blocks_and_teaches_nobody():
    shared = after(mixed(), MoveKind.SHARE, "phone", "mail")
    ada, ben, cleo = shared.agents
    assert ada.stretches[0].queues == ("phone", "mail")
    assert [stretch.queues for stretch in ben.stretches] == [("phone", "mail"), ("mail", "phone")]
    assert [agent.skills for agent in shared.agents] == [agent.skills for agent in mixed().agents]
    assert cleo == mixed().agents[2]


def test_pooling_teaches_who_lacks_a_queue_at_their_own_pace():
    centre = two_queues(load=1, agents=1)
    slow = replace(centre.agents[0], skills=(Skill(queue="phone", handle_factor=1.3, rank=2),))
    pooled = after(replace(centre, agents=(slow, centre.agents[1])), MoveKind.POOL, "phone", "orders")
    assert pooled.agents[0].skills[1] == Skill(queue="orders", handle_factor=1.3, rank=2)
    assert {skill.queue for skill in pooled.agents[1].skills} == {"phone", "orders"}


def test_who_learns_answers_the_new_queue_last_and_beside_work_of_its_kind():
    ben = after(mixed(), MoveKind.TRAIN, "orders").agents[1]
    assert ben.skills[-1] == Skill(queue="orders", rank=1)
    assert [stretch.queues for stretch in ben.stretches] == [("phone", "orders"), ("mail",)]


def test_who_has_no_work_of_the_kind_answers_it_beside_what_they_have():
    cleo = after(mixed(), MoveKind.TRAIN, "mail").agents[2]
    assert cleo.stretches[0].queues == ("orders", "mail")


def test_a_move_keeps_everybodys_place():
    for move in possible_moves(mixed(), ["phone", "orders", "mail"]):
        assert [agent.name for agent in after_move(mixed(), move).agents] == ["Ada", "Ben", "Cleo"]
