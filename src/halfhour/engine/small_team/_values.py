"""What a study of a small team's day found."""

from dataclasses import dataclass

from halfhour.engine.arguments import Numbers
from halfhour.engine.reasons import Reason
from halfhour.engine.small_team._absence import Absence, OneFewer
from halfhour.engine.small_team._gains import Gain
from halfhour.engine.small_team._realised import Realised
from halfhour.engine.small_team._size import SizeCurve


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnSize:
    """Where a queue of the centre stands among teams of all sizes.

    `agents` and `load_erlangs` are people on the queue and work (in contacts held at once) in each
    interval, as people are split who answer several queues; `agents_mean` is over the contacts.
    """

    queue: str
    curve: SizeCurve
    agents: Numbers
    load_erlangs: Numbers
    agents_mean: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SmallTeamStudy:
    """Everything found of a group of queues on one day.

    `today` is the day as it may turn out: more or fewer contacts than forecast, people who stay away.
    In `everybody` all come; in `chance_alone` the forecast is right as well. `absences` are in order
    of harm, `gains` in order of gain; `moves_possible` counts the moves before the quick estimate
    chose which to simulate, `people_at_work` everybody who could be left out. `size` is of the busiest
    live queue, None where there is none.
    """

    queues: tuple[str, ...]
    seed: int
    replications: int
    today: Realised
    everybody: Realised
    chance_alone: Realised
    absences: tuple[Absence, ...]
    one_fewer: OneFewer
    people_at_work: int
    gains: tuple[Gain, ...]
    moves_possible: int
    size: OwnSize | None
    reasons: tuple[Reason, ...] = ()
