"""The built wheel: everything that `halfhour demo` needs in an empty environment."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "src" / "halfhour" / "web" / "static" / "vendor"


@pytest.fixture(scope="module")
def names(tmp_path_factory) -> set[str]:
    if not any(VENDOR.glob("*/LICENSE.txt")):
        pytest.skip("needs the front end: make setup")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_carries_the_front_end_with_its_licences(names):
    ours = {str(path.relative_to(ROOT / "src")) for path in VENDOR.rglob("*") if path.is_file()}

    assert ours <= names
    assert {f"halfhour/web/static/vendor/{part.name}/LICENSE.txt" for part in VENDOR.iterdir()} <= names


def test_it_carries_every_compiled_catalogue(names):
    sources = {path.parent.parent.name for path in (ROOT / "src/halfhour/locale").rglob("django.po")}

    assert len(sources) == 3
    assert {f"halfhour/locale/{language}/LC_MESSAGES/django.mo" for language in sources} <= names


def test_it_carries_every_file_of_the_package_that_git_knows(names):
    listed = subprocess.run(
        ["git", "ls-files", "src/halfhour"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if listed.returncode != 0:
        pytest.skip("needs a git checkout")

    known = {line.removeprefix("src/") for line in listed.stdout.splitlines() if (ROOT / line).exists()}
    assert known <= names
    assert "halfhour/demo/team.toml" in names
    assert "halfhour/people/teamfile/starter.toml" in names
    assert "halfhour/planning/templates/planning/report/style.css" in names


def test_it_carries_no_tests_and_nothing_of_the_workshop(names):
    tops = {name.split("/")[0] for name in names}

    assert tops == {"halfhour", next(top for top in tops if top.endswith(".dist-info"))}
