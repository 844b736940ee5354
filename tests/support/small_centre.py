"""Small service teams to study: one queue served steadily, two kinds of work, a mixed day."""

from dataclasses import replace

from halfhour.engine.simulation import Agent, Centre, Exponential, Group, Queue, Skill, Stretch

INTERVALS = 24
DAY_SECONDS = INTERVALS * 1800.0


def steady_queue(name: str, *, load: float, handle_seconds: float = 240.0, **changes) -> Queue:
    """The same number of contacts every half hour, so that `load` people would be busy all the time."""
    queue = Queue(
        name=name,
        expected=(load * 1800 / handle_seconds,) * INTERVALS,
        handle=Exponential(mean_seconds=handle_seconds),
        patience=Exponential(mean_seconds=180),
        goal_seconds=20,
        goal_share=0.8,
    )
    return replace(queue, **changes)


def all_day(name: str, *queues: str, on: tuple[str, ...] = ()) -> Agent:
    """Somebody who answers these queues from morning to evening; `on` narrows what they answer."""
    return Agent(
        name=name,
        skills=tuple(Skill(queue=queue) for queue in queues),
        stretches=(Stretch(start_seconds=0.0, end_seconds=DAY_SECONDS, queues=on),),
    )


def one_queue(*, load: float, agents: int, **changes) -> Centre:
    people = tuple(all_day(f"agent {number + 1}", "phone") for number in range(agents))
    return Centre(queues=(steady_queue("phone", load=load, **changes),), agents=people, intervals=INTERVALS)


def two_queues(*, load: float, agents: int) -> Centre:
    """Two queues alike, each with people of its own."""
    return Centre(
        queues=(steady_queue("phone", load=load), steady_queue("orders", load=load)),
        agents=tuple(
            all_day(f"{queue} {number + 1}", queue)
            for queue in ("phone", "orders")
            for number in range(agents)
        ),
        intervals=INTERVALS,
    )


def with_a_group(centre: Centre, *staffed: int) -> Centre:
    group = Group(name="staff", skills=(Skill(queue="phone"),), staffed=staffed)
    return replace(centre, agents=(), groups=(group,))
