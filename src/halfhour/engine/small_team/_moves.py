"""Ways to share work between people: what they are, which there are, and a centre after one of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from halfhour.engine.simulation import Agent, Centre, Skill
from halfhour.engine.small_team._people import answers


class MoveKind(StrEnum):
    """What is changed; nobody works longer or at other times."""

    SHARE = "share"  # who can do both queues answers both in their blocks; nobody learns anything
    POOL = "pool"  # everybody on either queue answers both, those who cannot yet having learnt it
    TRAIN = "train"  # one person learns a queue and answers it beside their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One way. `queues` are the two that are shared, or the one that `agents` learns.

    `agents` are those who do something new: who answers more than before, or who learns.
    """

    kind: MoveKind
    queues: tuple[str, ...]
    agents: tuple[str, ...]
    learners: tuple[str, ...] = ()


def possible_moves(centre: Centre, queues: Collection[str]) -> tuple[Move, ...]:
    """Every pair of queues with at least one of `queues` in it, and every person × queue they lack.

    Left out is what changes nothing: who is not at work learns nothing, and a pair that everybody on
    it answers already is shared already.
    """
    wanted = set(queues)
    return tuple(
        move for move in (*_pairs(centre), *_lessons(centre)) if wanted & set(move.queues) and move.agents
    )


def after_move(centre: Centre, move: Move) -> Centre:
    """The centre once the move is made; all keep their places, so that chance stays the same."""
    changed = set(move.agents)

    def after(agent: Agent) -> Agent:
        if agent.name not in changed:
            return agent
        if move.kind is MoveKind.TRAIN:
            return _taught(agent, move.queues[0], _deferred(centre))
        return _shared(agent, move.queues)

    return replace(centre, agents=tuple(after(agent) for agent in centre.agents))


def _pairs(centre: Centre) -> Iterator[Move]:
    for pair in combinations([queue.name for queue in centre.queues], 2):
        able = [agent for agent in centre.agents if set(pair) <= _held(agent)]
        sharing = tuple(agent.name for agent in able if _is_narrow(agent, pair))
        yield Move(kind=MoveKind.SHARE, queues=pair, agents=sharing)
        learners = tuple(
            agent.name
            for agent in centre.agents
            if agent.stretches and len(set(pair) & _held(agent)) == 1 and _is_narrow(agent, pair)
        )
        if learners:
            yield Move(kind=MoveKind.POOL, queues=pair, agents=(*sharing, *learners), learners=learners)


def _lessons(centre: Centre) -> Iterator[Move]:
    for agent in centre.agents:
        if not agent.stretches:
            continue
        for queue in centre.queues:
            if queue.name not in _held(agent) and any(queue.expected):
                yield Move(
                    kind=MoveKind.TRAIN, queues=(queue.name,), agents=(agent.name,), learners=(agent.name,)
                )


def _held(agent: Agent) -> set[str]:
    return {skill.queue for skill in agent.skills}


def _is_narrow(agent: Agent, pair: tuple[str, ...]) -> bool:
    """Whether some stretch of theirs is on one of the two queues and not on the other."""
    return any(len(set(pair) & answers(agent, stretch)) == 1 for stretch in agent.stretches)


def _deferred(centre: Centre) -> frozenset[str]:
    return frozenset(queue.name for queue in centre.queues if queue.deferred)


def _shared(agent: Agent, pair: tuple[str, ...]) -> Agent:
    """Answers both wherever they answer one; what they learn they do at the pace and rank of the other."""
    held = {skill.queue: skill for skill in agent.skills}
    known = next(held[queue] for queue in pair if queue in held)
    learnt = tuple(replace(known, queue=queue) for queue in pair if queue not in held)
    return replace(
        agent,
        skills=agent.skills + learnt,
        stretches=tuple(
            replace(stretch, queues=tuple(dict.fromkeys((*stretch.queues, *pair))))
            if set(pair) & set(stretch.queues)
            else stretch
            for stretch in agent.stretches
        ),
    )


def _taught(agent: Agent, queue: str, deferred: frozenset[str]) -> Agent:
    """Answers the queue too, after their own: beside live or deferred work as it is, or beside any."""
    is_deferred = queue in deferred
    own = [answers(agent, stretch) for stretch in agent.stretches]
    fits = [bool(queues & deferred) if is_deferred else bool(queues - deferred) for queues in own]
    takes = fits if any(fits) else [True] * len(fits)
    last = max((skill.rank for skill in agent.skills), default=0)
    return replace(
        agent,
        skills=(*agent.skills, Skill(queue=queue, rank=last + 1)),
        stretches=tuple(
            replace(stretch, queues=(*sorted(queues), queue) if taken else tuple(sorted(queues)))
            for stretch, queues, taken in zip(agent.stretches, own, takes, strict=True)
        ),
    )
