"""The documentation names what there is: methods, pages, pictures, commands, links."""

import re
from pathlib import Path

import pytest

from halfhour.cli import COMMANDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
METHODS = {
    "attendance": ["attendance", "against-reality"],
    "business_time": ["business-time"],
    "dayplanning": ["day-plans"],
    "forecasting": ["forecasting", "forecast-bounds"],
    "intervals": ["intervals"],
    "patience": ["patience"],
    "plan": [],  # leads through the others: explanation/how-a-plan-comes-about.md
    "promise": ["promises"],
    "queueing": ["erlang-c", "erlang-a"],
    "response": ["response-times"],
    "rostering": ["rostering", "roster-checker"],
    "routing": ["routing"],
    "scenarios": ["what-if"],
    "simulation": ["simulation"],
    "shrinkage": ["shrinkage"],
    "sla": ["clocks"],
    "small_team": ["small-teams"],
    "staffing": ["requirement", "deferred-work"],
    "triage": ["triage"],
}
# What holds for the site rather than for a reader on GitHub is checked by `mkdocs build --strict`.
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def words_of(page: Path) -> str:
    return page.read_text("utf-8")


def prose_of(page: Path) -> str:
    """Without the examples, in which brackets mean other things."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", words_of(page), flags=re.DOTALL)


def test_every_package_of_the_engine_has_its_methods_pages():
    packages = {path.parent.name for path in (ROOT / "src/halfhour/engine").glob("*/__init__.py")}
    assert packages == set(METHODS)
    wanted = {page for pages in METHODS.values() for page in pages}
    assert wanted <= {path.stem for path in (DOCS / "methods").glob("*.md")}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_links_to_is_there(page):
    links = [
        link for link in LINK.findall(prose_of(page)) if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_commands_of_an_example_exist(page):
    blocks = re.findall(r"```console\n(.*?)```", words_of(page), re.DOTALL)
    lines = [
        line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")
    ]
    called = [match[1] for line in lines for match in re.finditer(r"(?:^|[ /])halfhour ([a-z]\w*)", line)]
    assert [command for command in called if command not in COMMANDS] == []
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    made = [
        word for line in lines if line.startswith("make ") for word in line.split()[1:] if "=" not in word
    ]
    assert [target for target in made if target not in targets] == []


def test_every_page_has_its_picture_in_light_in_dark_and_on_a_phone():
    shown = words_of(DOCS / "explanation" / "pages.md")
    pictures = sorted(path.name for path in (DOCS / "images").glob("*.webp"))
    assert [picture for picture in pictures if f"images/{picture}" not in shown] == []
    kinds = {picture.removesuffix(".webp").rpartition("-")[0] for picture in pictures}
    assert len(pictures) == 3 * len(kinds)


def test_the_pictures_stay_small():
    assert sum(path.stat().st_size for path in (DOCS / "images").iterdir()) < 7_500_000


def test_the_code_names_only_pages_that_exist():
    sources = (ROOT / "src").rglob("*.py")
    named = {
        page for source in sources for page in re.findall(r"docs/[\w/-]+\.md", source.read_text("utf-8"))
    }
    assert {page for page in named if not (ROOT / page).exists()} == set()
