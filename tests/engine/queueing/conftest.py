import pytest

from halfhour.engine.queueing import _fewest, _impatience


@pytest.fixture(scope="session", autouse=True)
def compiled_loops():
    """Compiled before any test counts its time."""
    return _fewest.patient.machine, _fewest.impatient.machine, _impatience.every_case.machine
