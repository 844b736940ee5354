"""Many replications, one after the other: draw, play, add up."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._chance import (
    draw_absences,
    draw_arrivals,
    draw_backlog,
    draw_given,
    draw_rates,
    promise_callback,
)
from halfhour.engine.simulation._floor import (
    AGENT,
    CONTACT,
    COUNTS,
    FINISH,
    NONE,
    QUEUE,
    RETURN,
    STAND,
    Row,
    Rows,
    Whole,
)
from halfhour.engine.simulation._lines import WORST
from halfhour.engine.simulation._loop import play
from halfhour.engine.simulation._measure import Sums, add_up
from halfhour.engine.simulation._one_line import play_one_line
from halfhour.engine.simulation._plain import play_plain
from halfhour.engine.simulation._tables import ANY, ONE_LINE, PLAIN, Tables
from halfhour.engine.simulation._time import Timesheet
from halfhour.engine.simulation._tournament import no_finishes

CACHE_LINES = 128  # bytes; processors fetch them in pairs


class Floor(NamedTuple):
    """What a thread works with: the rows of one replication, and those of what it is drawn from."""

    contacts: Rows
    agents: Rows
    held: NDArray[np.uint32]
    finishes: Rows
    queues: Rows
    stands: Rows
    standing: NDArray[np.uint32]
    returns: Rows
    counts: Rows
    absent: NDArray[np.bool_]
    rates: Numbers
    ends: NDArray[np.int64]
    seconds: Numbers  # room to draw in
    busy: Numbers  # seconds, shape (agents, intervals)
    staffed: Numbers


def new_floor(tables: Tables, *, room: int, loop: int = ANY) -> Floor:
    """An empty floor with room for so many contacts."""
    people = tables.people.size
    leaves = 1 << (people - 1).bit_length()
    width = tables.speeds.shape[1] + 1
    agents = apart(leaves, AGENT)
    agents["number"] = np.arange(leaves)
    queues = apart(tables.queues.size, QUEUE)
    queues[:] = tables.queues
    return Floor(
        contacts=apart(room, CONTACT),
        agents=agents,
        held=apart((leaves, tables.speeds.shape[1]), np.uint32),
        finishes=apart(2 * leaves, FINISH),
        queues=queues,
        stands=apart(tables.classes.size * width, STAND),
        standing=apart(width, np.uint32),
        returns=apart(2 * room if loop == ANY else 1, RETURN),  # of each kind one for every contact
        counts=apart(1, COUNTS),
        absent=apart((leaves, int(tables.day_of[-1]) + 1), np.bool_),
        rates=apart(tables.expected.shape, np.float64),
        ends=apart(tables.queues.size, np.int64),
        seconds=apart(room, np.float64),
        busy=apart((leaves, tables.day_of.size), np.float64),
        staffed=apart((leaves, tables.day_of.size), np.float64),
    )


def apart(shape: int | tuple[int, ...], kind: Any) -> NDArray[Any]:
    """Zeros that share no line of a cache with anything else: threads would wait for each other."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    room = np.zeros(size + 2 * CACHE_LINES, np.uint8)
    start = -room.ctypes.data % CACHE_LINES
    return room[start : start + size].view(kind).reshape(shape)


def play_days(
    tables: Tables,
    floor: Floor,
    loop: int,
    first_replication: int,
    last_replication: int,
    keep_from: int,
    kept: Rows,
    kept_replication: NDArray[np.uint32],
    sums: Sums,
    section: Whole,
) -> int:
    """Plays the replications from first until last into the sums; the first that did not fit, or the last.

    Records go into `kept` from `keep_from` on, unless that is negative. Where there is no room for a
    replication's contacts or records, nothing of it is added up.
    """
    contacts, agents, queues, counts, ends = (
        floor.contacts,
        floor.agents,
        floor.queues,
        floor.counts,
        floor.ends,
    )
    sheet = Timesheet(tables.warm_up_seconds, tables.interval_seconds, floor.busy, floor.staffed)
    for r in range(first_replication, last_replication):
        draw_absences(tables.people, r, floor.absent)
        draw_rates(
            queues,
            tables.expected,
            tables.day_of,
            tables.shared_stream,
            tables.shared_day_shape,
            r,
            floor.rates,
        )
        empty(agents, floor.finishes, queues, floor.stands, floor.standing, floor.returns, counts, sheet)
        fits = draw_contacts(
            queues,
            tables.waited,
            tables.given,
            floor.rates,
            tables.handle_scale,
            tables.interval_seconds,
            tables.shapes,
            tables.pool,
            r,
            contacts,
            ends,
            loop,
            floor.seconds,
        )
        if not fits:
            counts[0].full = True
            return r
        counts[0].contacts = ends[-1] + 1
        if loop == ONE_LINE:
            play_one_line(
                contacts,
                agents,
                floor.finishes,
                queues,
                tables.factor,
                tables.edges,
                floor.absent,
                sheet,
            )
        elif loop == PLAIN:
            play_plain(
                contacts,
                agents,
                floor.finishes,
                queues,
                tables.classes,
                tables.wants,
                tables.holders,
                floor.stands,
                floor.standing,
                tables.factor,
                tables.edges,
                floor.absent,
                counts,
                sheet,
            )
        else:
            play(
                contacts,
                agents,
                floor.held,
                floor.finishes,
                queues,
                tables.classes,
                tables.wants,
                tables.holders,
                floor.stands,
                floor.standing,
                tables.factor,
                tables.speeds,
                tables.edges,
                floor.absent,
                floor.returns,
                counts,
                tables.shapes,
                tables.pool,
                tables.transfers,
                tables.handle_scale,
                tables.interval_seconds,
                sheet,
            )
        total = np.int64(counts[0].contacts)
        if counts[0].full or (keep_from >= 0 and keep_from + total > kept.size):
            return r
        for q in range(ends.size + 1):
            first = np.int64(0) if q == 0 else ends[q - 1] + 1  # the mark behind the queue is passed over
            last = ends[q] if q < ends.size else total
            waited = queues[q].waited_end - queues[q].waited if q < ends.size else np.uint32(0)
            add_up(
                contacts,
                first,
                first + np.int64(waited),
                last,
                queues,
                tables.openings,
                tables.interval_seconds,
                tables.warm_up_seconds,
                sums.counts[r],
                sums.seconds[r],
                sums.backlog[r],
                sums.carried[r],
                sums.waits[section],
            )
            if keep_from >= 0:
                for i in range(first, last):
                    kept[keep_from] = contacts[i]
                    kept_replication[keep_from] = r
                    keep_from += 1
        for a in range(tables.people.size):
            sums.busy[r, a] = agents[a].busy_seconds
            sums.staffed[r, a] = agents[a].staffed_seconds
            crew = tables.people[a].crew
            for k in range(sheet.busy.shape[1]):
                sums.busy_course[section, crew, k] += sheet.busy[a, k]
                sums.staffed_course[section, crew, k] += sheet.staffed[a, k]
        counts[0].kept = keep_from
    return last_replication


def empty(
    agents: Rows,
    finishes: Rows,
    queues: Rows,
    stands: Rows,
    standing: NDArray[np.uint32],
    returns: Rows,
    counts: Rows,
    sheet: Timesheet,
) -> None:
    """Nobody is there and nothing waits."""
    for a in range(agents.size):
        agent = agents[a]
        agent.busy_seconds, agent.staffed_seconds = 0.0, 0.0
        agent.skilled, agent.stand = NONE, NONE
        agent.holds, agent.holds_most = 0, WORST
        agent.is_busy, agent.is_interruptible = False, False
        for k in range(sheet.busy.shape[1]):
            sheet.busy[a, k], sheet.staffed[a, k] = 0.0, 0.0
    no_finishes(finishes)
    for q in range(queues.size):
        queues[q].first, queues[q].last = NONE, NONE
    for place in range(stands.size):
        stands[place].first, stands[place].last = NONE, NONE
    for kind in range(standing.size):
        standing[kind] = 0
    returns[0].at = np.inf
    counts[0].lines, counts[0].returns, counts[0].full = 0, 0, False


def needs_sources(queue: Row) -> bool:
    """Whether contacts of a queue decide anything by chance of their own."""
    return (
        queue.callback_accepted > 0.0
        or queue.repeat > 0.0
        or queue.redial > 0.0
        or queue.transfers < queue.transfers_end
    )


def draw_contacts(
    queues: Rows,
    waited: Numbers,
    given: Numbers,
    rates: Numbers,
    handle_scale: Numbers,
    interval_seconds: float,
    shapes: Rows,
    pool: Rows,
    replication: Whole,
    contacts: Rows,
    ends: NDArray[np.int64],
    loop: int,
    seconds: Numbers,
) -> bool:
    """Writes all contacts, queue by queue, with a mark behind each; false where there is no room for them."""
    place = 0
    for q in range(queues.size):
        queues[q].upcoming = place
        end = draw_backlog(queues, q, waited, shapes, pool, handle_scale[q, 0], replication, contacts, place)
        if end >= 0:
            end = draw_arrivals(
                queues,
                q,
                rates,
                handle_scale,
                interval_seconds,
                shapes,
                pool,
                replication,
                contacts,
                end,
                needs_sources(queues[q]),
                seconds,
            )
        if end >= 0:
            end = draw_given(
                queues,
                q,
                given,
                handle_scale,
                interval_seconds,
                shapes,
                pool,
                replication,
                contacts,
                end,
            )
        if end < 0 or end >= contacts.size:
            return False
        if queues[q].callback_accepted > 0.0:
            for i in range(place, end):
                promise_callback(contacts[i], queues[q].callback_after, queues[q].callback_accepted)
        contacts[end].arrived_at = np.inf
        ends[q] = end
        place = end + 1
    return True
