from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What one test counted says nothing of another's team of the same number."""
    yield
    cache.clear()
