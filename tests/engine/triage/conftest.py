"""What several tests of triage ask for: learning takes a while."""

import pytest

from halfhour.engine.triage import Classifier, fit_classifier
from support.desk_texts import DESK, NO_LABEL


@pytest.fixture(scope="package")
def desk() -> Classifier:
    """Learned from made-up contacts in three languages, with examples of what fits no label."""
    return fit_classifier(examples=[*DESK, *NO_LABEL]).classifier
