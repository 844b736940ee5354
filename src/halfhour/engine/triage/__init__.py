"""What a contact is: by rules that people write, and by a classifier of the team's own labels."""

from halfhour.engine.triage._calibration import calibration_error
from halfhour.engine.triage._classifier import Classifier, classify
from halfhour.engine.triage._conditions import (
    Condition,
    Contact,
    Field,
    FromCustomer,
    HasFact,
    HasWords,
    InLanguage,
    OnChannel,
    OpenedIn,
    Says,
    Signal,
)
from halfhour.engine.triage._dry_run import DryRun, Effect, Move, Trouble, dry_run
from halfhour.engine.triage._languages import Written, language_of
from halfhour.engine.triage._learning import Fit, fit_classifier
from halfhour.engine.triage._reasons import TriageReason
from halfhour.engine.triage._repeats import Repeat, RepeatRules, repeat_of
from halfhour.engine.triage._rules import Act, Applied, Rule, apply_rules
from halfhour.engine.triage._saved import classifier_bytes, classifier_from
from halfhour.engine.triage._signals import Said, signals_in
from halfhour.engine.triage._triage import Triage, triage
from halfhour.engine.triage._values import (
    ClassifierRules,
    Example,
    Guess,
    HeldOut,
    HeldOutOfLabel,
    corrected,
)

__all__ = [
    "Act",
    "Applied",
    "Classifier",
    "ClassifierRules",
    "Condition",
    "Contact",
    "DryRun",
    "Effect",
    "Example",
    "Field",
    "Fit",
    "FromCustomer",
    "Guess",
    "HasFact",
    "HasWords",
    "HeldOut",
    "HeldOutOfLabel",
    "InLanguage",
    "Move",
    "OnChannel",
    "OpenedIn",
    "Repeat",
    "RepeatRules",
    "Rule",
    "Said",
    "Says",
    "Signal",
    "Triage",
    "TriageReason",
    "Trouble",
    "Written",
    "apply_rules",
    "calibration_error",
    "classifier_bytes",
    "classifier_from",
    "classify",
    "corrected",
    "dry_run",
    "fit_classifier",
    "language_of",
    "repeat_of",
    "signals_in",
    "triage",
]
