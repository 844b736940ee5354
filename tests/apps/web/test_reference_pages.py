"""The reference pages say what the code does: each setting, each check, each permission has its line."""

import re
from pathlib import Path

import pytest

import halfhour
from halfhour.people.access import ALLOWED, EVERYTHING, Permission
from halfhour.people.models import Role

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
CODE = Path(halfhour.__file__).parent


def table_rows(page: str) -> dict[str, list[str]]:
    """The cells behind each `code` that starts a table's row."""
    rows = re.findall(r"^\| `([^`]+)` \|(.*)\|$", (REFERENCE / page).read_text(), re.M)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows}


def test_every_setting_has_a_line_and_no_line_is_left_over():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (CODE / "settings.py").read_text()))
    described = {name for name in table_rows("settings.md") if name.isupper()}
    assert described == read


def test_every_setting_says_in_the_code_what_it_does():
    lines = (CODE / "settings.py").read_text().splitlines()
    bare = [
        line
        for number, line in enumerate(lines)
        if " = env." in line and not lines[number - 1].startswith("#")
    ]
    assert bare == []


def test_every_check_has_a_line():
    ids = set(re.findall(r'id="(halfhour\.[EW]\d+)"', (CODE / "web" / "checks.py").read_text()))
    assert {name for name in table_rows("settings.md") if "." in name} == ids


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_shown_with_the_roles_that_have_it(permission):
    _what, agent, planner, lead, administrator = table_rows("permissions.md")[permission]
    told = {
        Role.AGENT: bool(agent),
        Role.PLANNER: bool(planner),
        Role.LEAD: bool(lead),
    }
    assert told == {role: permission in allowed for role, allowed in ALLOWED.items()}
    assert bool(administrator) == (permission in EVERYTHING)
