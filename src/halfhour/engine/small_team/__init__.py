"""What averages hide in a small team: how far single half hours stray, and what one person changes."""

from halfhour.engine.small_team._absence import Absence, OneFewer
from halfhour.engine.small_team._gains import Gain, QueueGain
from halfhour.engine.small_team._moves import Move, MoveKind, after_move, possible_moves
from halfhour.engine.small_team._realised import ByInterval, Range, Realised
from halfhour.engine.small_team._reasons import SmallTeamReason
from halfhour.engine.small_team._size import SizeCurve, SizePoint, size_curve
from halfhour.engine.small_team._spread import LevelSpread, level_spread
from halfhour.engine.small_team._study import study_small_team
from halfhour.engine.small_team._values import OwnSize, SmallTeamStudy

__all__ = [
    "Absence",
    "ByInterval",
    "Gain",
    "LevelSpread",
    "Move",
    "MoveKind",
    "OneFewer",
    "OwnSize",
    "QueueGain",
    "Range",
    "Realised",
    "SizeCurve",
    "SizePoint",
    "SmallTeamReason",
    "SmallTeamStudy",
    "after_move",
    "level_spread",
    "possible_moves",
    "size_curve",
    "study_small_team",
]
