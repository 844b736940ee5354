"""A day on which everything happens that the simulator knows: the place to see that each thing counts."""

from dataclasses import replace

from halfhour.engine.simulation import (
    Agent,
    Callback,
    Centre,
    Empirical,
    Exponential,
    Fixed,
    Group,
    Lognormal,
    Queue,
    Return,
    Skill,
    Stretch,
    Transfer,
)

HOUR = 3600.0
INTERVALS = 20  # from eight to six


def mixed_day() -> Centre:
    phone = Queue(
        name="phone",
        expected=(8.0, 14.0, 20.0, 24.0, 24.0, 20.0, 16.0, 14.0, 16.0, 20.0) * 2,
        handle=Lognormal(mean_seconds=240, cv=0.8),
        handle_scale=(1.1,) * 10 + (1.0,) * 10,
        patience=Exponential(mean_seconds=150),
        goal_seconds=30,
        interval_cv=0.15,
        day_cv=0.1,
        redial=Return(chance=0.4, delay=Exponential(mean_seconds=600)),
        callback=Callback(after_seconds=60, accepted=0.3),
        transfers=(Transfer(queue="mail", chance=0.1),),
    )
    chat = Queue(
        name="chat",
        expected=(6.0,) * INTERVALS,
        handle=Empirical(seconds=(120.0, 300.0, 700.0), shares=(0.5, 0.3, 0.2)),
        patience=Empirical(seconds=(40.0, 200.0, float("inf"))),
        priority=1,
        goal_seconds=60,
        speeds=(1.0, 0.75, 0.6),
    )
    mail = Queue(
        name="mail",
        expected=(5.0,) * INTERVALS,
        handle=Fixed(seconds=420),
        deferred=True,
        open=((HOUR, 9 * HOUR),),
        interruptible=True,
        goal_seconds=2 * HOUR,
        repeat=Return(chance=0.1, delay=Lognormal(mean_seconds=HOUR)),
        backlog=12,
        backlog_waited_seconds=tuple(300.0 * place for place in range(12)),
    )
    early = (
        Stretch(start_seconds=0, end_seconds=3 * HOUR),
        Stretch(start_seconds=3.5 * HOUR, end_seconds=8 * HOUR),
    )
    late = (
        Stretch(start_seconds=2 * HOUR, end_seconds=5 * HOUR),
        Stretch(start_seconds=5.5 * HOUR, end_seconds=7 * HOUR, queues=("mail",)),
        Stretch(start_seconds=7 * HOUR, end_seconds=10 * HOUR),
    )
    agents = (
        Agent(name="Ada", skills=(Skill(queue="phone"), Skill(queue="mail", rank=1)), stretches=early),
        Agent(name="Ben", skills=(Skill(queue="phone"), Skill(queue="mail", rank=1)), stretches=late),
        Agent(
            name="Cai",
            skills=(
                Skill(queue="chat"),
                Skill(queue="phone", rank=1, handle_factor=1.2),
                Skill(queue="mail", rank=2),
            ),
            stretches=late,
            absence=0.2,
        ),
    )
    groups = (
        Group(name="callers", skills=(Skill(queue="phone"),), staffed=(1, 1, 2, 2, 2, 2, 2, 2, 1, 1) * 2),
        Group(
            name="writers",
            skills=(Skill(queue="chat"), Skill(queue="mail", rank=1)),
            staffed=(1,) * INTERVALS,
            absence=0.05,
        ),
    )
    return Centre(
        queues=(phone, chat, mail), agents=agents, groups=groups, intervals=INTERVALS, shared_day_cv=0.1
    )


def changed(centre: Centre, queue: str, **fields: object) -> Centre:
    """The centre with another value for some fields of one queue."""
    queues = tuple(replace(each, **fields) if each.name == queue else each for each in centre.queues)
    return replace(centre, queues=queues)
