"""What every test may ask for."""

import gc
import os
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import settings

from support.tables import lay_tables

# Laws are tried on fewer examples where every change is checked; those that say how many keep their number.
# A machine may be busy: no law has a time in which it holds.
settings.register_profile("ci", max_examples=50, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests begin first, the rest stay in their order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: looking through all of it for rubbish again and again is vain."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"needs the public data sets in {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The test database begins with kept tables: migrating, which comes next, finds nothing left to do."""
    creation = connection.creation
    create_empty = creation._create_test_db

    def create_with_tables(*how: object) -> str:
        name = create_empty(*how)
        connection.close()
        connection.settings_dict["NAME"] = name
        lay_tables()
        return name

    creation._create_test_db = create_with_tables
