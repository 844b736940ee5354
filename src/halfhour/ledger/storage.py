"""Where the ledger keeps files: raw uploads as they came, and the columnar copies."""

from pathlib import Path

from django.conf import settings

from halfhour.ledger.models import Import
from halfhour.people.models import Team


def uploads_dir() -> Path:
    return Path(settings.DATA_DIR) / "ledger" / "uploads"


def copies_dir(team: Team) -> Path:
    return Path(settings.DATA_DIR) / "ledger" / "copies" / str(team.pk)


def raw_path(record: Import) -> Path:
    """The raw file of an import."""
    return uploads_dir() / record.stored_as


def rejected_path(record: Import) -> Path:
    """The rejected.csv of an import, beside its raw file."""
    return raw_path(record).with_name("rejected.csv")
