"""Replications, shared among threads, into one outcome."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from halfhour.engine.errors import OutOfRange
from halfhour.engine.simulation import _compiled
from halfhour.engine.simulation._centre import Centre
from halfhour.engine.simulation._days import new_floor
from halfhour.engine.simulation._floor import CONTACT
from halfhour.engine.simulation._measure import (
    ABANDONED,
    ANSWERED,
    CALLED_BACK,
    HANDLED,
    OFFERED,
    UNDECIDED,
    WAITED,
    WAITED_OF_ANSWERED,
    WITHIN_GOAL,
    Sums,
    no_sums,
)
from halfhour.engine.simulation._outcome import Outcome
from halfhour.engine.simulation._people import people_of
from halfhour.engine.simulation._records import Kept, records_of
from halfhour.engine.simulation._tables import Tables, loop_for, tables_of

SECTIONS = 20  # of the replications: what a thread takes at once, and what percentiles are judged by
MOST_REPLICATIONS = 1_000_000
MOST_THREADS = 256


def simulate(
    centre: Centre,
    *,
    replications: int,
    seed: int,
    threads: int = 1,
    keep_records: bool = False,
    warm_up_seconds: float = 0.0,
) -> Outcome:
    """Plays the centre's horizon through many times.

    Parameters
    ----------
    replications
        How often; every one draws its own contacts, work, patience and absences.
    seed
        Where chance starts. The same seed gives the same outcome to the last bit, on any number of
        threads. What a contact brings along depends on seed, replication, queue and interval alone:
        with other people on queue the same contacts come.
    threads
        How many to work on at once.
    keep_records
        Whether every contact is kept; they take some 50 bytes each.
    warm_up_seconds
        Contacts that arrive before, and what agents do before, count in no figure but the backlog.

    Raises
    ------
    OutOfRange
        For numbers of replications or threads, a seed or a warm-up out of range.

    Examples
    --------
    >>> from halfhour.engine.simulation import Centre, Exponential, Group, Queue, Skill, simulate
    >>> phone = Queue(name="phone", expected=(40.0,) * 20, handle=Exponential(mean_seconds=300))
    >>> staff = Group(name="staff", skills=(Skill(queue="phone"),), staffed=(9,) * 20)
    >>> centre = Centre(queues=(phone,), groups=(staff,), intervals=20)
    >>> found = simulate(centre, replications=200, seed=1)
    >>> round(found.service_level().mean, 2)
    0.74
    """
    _check(centre, replications, seed, threads, warm_up_seconds)
    people = people_of(centre)
    tables = tables_of(centre, people, seed=seed, warm_up_seconds=warm_up_seconds)
    sections = min(replications, SECTIONS)
    sums = no_sums(
        replications=replications,
        sections=sections,
        queues=len(centre.queues),
        intervals=centre.intervals,
        agents=tables.people.size,
        crews=len(centre.agents) + len(centre.groups),
    )
    bounds = [replications * section // sections for section in range(sections + 1)]

    def play(section: int) -> Kept:
        spans = (bounds[section], bounds[section + 1])
        return _play(centre, tables, sums, section, *spans, keep_records=keep_records)

    if threads == 1:
        kept = [play(section) for section in range(sections)]
    else:
        with ThreadPoolExecutor(threads) as pool:
            kept = list(pool.map(play, range(sections)))
    # What is summed up later lies together.
    counts, seconds = (np.moveaxis(each, -1, 0).copy() for each in (sums.counts, sums.seconds))
    return Outcome(
        centre=centre,
        seed=seed,
        replications=replications,
        warm_up_seconds=warm_up_seconds,
        agent_names=tuple(person.name for person in people),
        offered=counts[OFFERED],
        answered=counts[ANSWERED],
        abandoned=counts[ABANDONED],
        within_goal=counts[WITHIN_GOAL],
        undecided=counts[UNDECIDED],
        called_back=counts[CALLED_BACK],
        wait_seconds=seconds[WAITED],
        answered_wait_seconds=seconds[WAITED_OF_ANSWERED],
        handled_seconds=seconds[HANDLED],
        backlog_counts=sums.backlog,
        carried_counts=sums.carried,
        busy_seconds=sums.busy,
        staffed_seconds=sums.staffed,
        busy_course=sums.busy_course,
        staffed_course=sums.staffed_course,
        wait_bins=sums.waits,
        records=records_of(kept, centre) if keep_records else None,
    )


def warm() -> None:
    """Compiles the simulator, or loads it where an earlier process has, so that nobody waits for it later."""
    _compiled.play_days()


def is_warm() -> bool:
    """Whether this process can simulate at once."""
    return _compiled.is_compiled()


def _check(centre: Centre, replications: int, seed: int, threads: int, warm_up_seconds: float) -> None:
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise OutOfRange(f"replications must be 1 to {MOST_REPLICATIONS:,}; got {replications}")
    if not 1 <= threads <= MOST_THREADS:
        raise OutOfRange(f"threads must be 1 to {MOST_THREADS}; got {threads}")
    if seed < 0:
        raise OutOfRange(f"seed must be at least 0; got {seed}")
    if not 0 <= warm_up_seconds < centre.horizon_seconds:
        raise OutOfRange(
            f"warm_up_seconds must be at least 0 and below the horizon's {centre.horizon_seconds:g};"
            f" got {warm_up_seconds:g}"
        )


def _room(centre: Centre) -> int:
    """Contacts for which room is made; a replication with more is played again with twice as much."""
    mean = math.fsum(queue.contacts_expected for queue in centre.queues)
    return int(1.3 * mean + 6 * math.sqrt(mean)) + 64 + len(centre.queues)


def _play(
    centre: Centre, tables: Tables, sums: Sums, section: int, first: int, last: int, *, keep_records: bool
) -> Kept:
    """Plays one section of the replications; its records, none where they are not kept."""
    loop, room = loop_for(centre, tables), _room(centre)
    floor = new_floor(tables, room=room, loop=loop)
    size = room * (last - first) if keep_records else 0
    kept = Kept(contacts=np.zeros(size, CONTACT), replication=np.zeros(size, np.uint32))
    count = 0 if keep_records else -1
    play_days = _compiled.play_days()
    while True:
        floor.counts["kept"] = count
        first = play_days(
            tables, floor, loop, first, last, count, kept.contacts, kept.replication, sums, section
        )
        count = int(floor.counts["kept"][0])
        if first == last:
            return kept.first(max(count, 0))
        if floor.counts["full"][0]:
            room *= 2
            floor = new_floor(tables, room=room, loop=loop)
        else:
            kept = kept.with_room(2 * kept.contacts.size + room)
