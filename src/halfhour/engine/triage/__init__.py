"""What a contact is: by rules that people write, and by a classifier of the team's own labels."""

from halfhour.engine.triage._calibration import calibration_error
from halfhour.engine.triage._classifier import Classifier, classify
from halfhour.engine.triage._languages import Written, language_of
from halfhour.engine.triage._learning import Fit, fit_classifier
from halfhour.engine.triage._reasons import TriageReason
from halfhour.engine.triage._saved import UnreadableClassifier, classifier_bytes, classifier_from
from halfhour.engine.triage._values import ClassifierRules, Example, Guess, Held, corrected

__all__ = [
    "Classifier",
    "ClassifierRules",
    "Example",
    "Fit",
    "Guess",
    "Held",
    "TriageReason",
    "UnreadableClassifier",
    "Written",
    "calibration_error",
    "classifier_bytes",
    "classifier_from",
    "classify",
    "corrected",
    "fit_classifier",
    "language_of",
]
