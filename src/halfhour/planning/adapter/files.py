"""The files of a plan as bytes, from its rows."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from halfhour.ledger.reading import Counts, History, Rejections
from halfhour.people.teamfile import write_team
from halfhour.planning.adapter.teams import team_of
from halfhour.planning.adapter.whole import whole_plan
from halfhour.planning.models import Plan
from halfhour.planning.outputs import write_plan

EVERYTHING = "all.zip"
TEAM_FILE = "team.toml"
CSV = "text/csv; charset=utf-8"
CONTENT_TYPES = {
    "forecast.csv": CSV,
    "requirement.csv": CSV,
    "roster.csv": CSV,
    "dayplan.csv": CSV,
    "summary.json": "application/json",
    "report.html": "text/html; charset=utf-8",
    TEAM_FILE: "application/toml; charset=utf-8",
    EVERYTHING: "application/zip",
}


def plan_file(plan: Plan, name: str) -> bytes:
    """One of CONTENT_TYPES; EVERYTHING is all the others in one archive."""
    if name == TEAM_FILE:
        return write_team(team_of(plan)).encode()
    with TemporaryDirectory(prefix="halfhour-plan-") as folder:
        write_plan(whole_plan(plan), Path(folder), history=_ledger_history(plan))
        if name != EVERYTHING:
            return (Path(folder) / name).read_bytes()
        Path(folder, TEAM_FILE).write_text(write_team(team_of(plan)), encoding="utf-8")
        return _archive(Path(folder))


def _archive(folder: Path) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            if path.name in CONTENT_TYPES:
                archive.write(path, path.name)
    return held.getvalue()


def _ledger_history(plan: Plan) -> History:
    """The ledger holds only what could be read, so nothing of it was rejected."""
    contacts = int(plan.made_from.get("contacts", 0))
    return History(timezone=plan.timezone, counts=Counts(read=contacts, used=contacts), rejected=Rejections())
