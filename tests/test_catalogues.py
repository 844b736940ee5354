import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import messages


def test_no_message_is_missing_fuzzy_left_over_or_short_of_a_placeholder_in_any_language():
    assert list(messages.faults()) == []
