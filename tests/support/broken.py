"""What the tests of broken files share: the one sentence with which a file is refused."""

from pathlib import Path

import pytest

from halfhour.ledger.reading import HistoryRefused
from support.histories import read_bytes

ALL_GOOD = ["1", "2", "3"]


def refusal(folder: Path, content: bytes, **options: object) -> str:
    with pytest.raises(HistoryRefused) as refused:
        read_bytes(folder, content, **options)
    sentence = refused.value.sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence
