"""Patience: how long customers are willing to wait, from waits that answers cut off."""

from halfhour.engine.patience._curve import ENOUGH_HANGUPS, PatienceCurve, patience_curve
from halfhour.engine.patience._distribution import Tail, patience_distribution
from halfhour.engine.patience._estimate import Estimate
from halfhour.engine.patience._mean import LeavingRate, leaving_rates, mean_patience
from halfhour.engine.patience._reasons import PatienceReason
from halfhour.engine.patience._waits import Waits, waits_of, waits_of_contacts

__all__ = [
    "ENOUGH_HANGUPS",
    "Estimate",
    "LeavingRate",
    "PatienceCurve",
    "PatienceReason",
    "Tail",
    "Waits",
    "leaving_rates",
    "mean_patience",
    "patience_curve",
    "patience_distribution",
    "waits_of",
    "waits_of_contacts",
]
