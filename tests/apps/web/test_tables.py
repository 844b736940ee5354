"""Tables on a phone: rows that become cards say which cell is which; what scrolls can be reached by keys."""

import re

import pytest

from support.histories import contacts_csv
from support.ledger import bring_in

SECTIONS = ("hours", "queues", "people", "sessions", "time-off", "rules", "shrinkage")
PAGES = [f"settings/{name}/" for name in SECTIONS] + [
    "settings/versions/", "settings/versions/1/", "members/", "ledger/", "ledger/contacts/", "planning/",
]  # fmt: skip


def stacks(page: str) -> list[str]:
    """The bodies of tables whose rows become cards."""
    return re.findall(r'<table class="data data-stack[^>]*>.*?</table>', page, re.DOTALL)


@pytest.fixture
def pages(cast):
    bring_in(cast.team, contacts_csv())
    client = cast.client(cast.lead)
    return {path: client.get(f"/t/{cast.team.slug}/{path}").content.decode() for path in PAGES}


def test_every_cell_of_a_card_carries_its_heading(pages):
    found = 0
    for path, page in pages.items():
        for table in stacks(page):
            heads = set(re.findall(r"<th scope=\"col\"[^>]*>([^<]+)</th>", table))
            for attributes, inner in re.findall(r"<td([^>]*)>(.*?)</td>", table, re.DOTALL):
                if "row-end" in attributes or not inner.strip():
                    continue
                label = re.search(r'data-label="([^"]+)"', attributes)
                if label is None:
                    assert "<form" in inner, (path, inner)
                    continue
                assert label[1] in heads, (path, label[1])
                found += 1
    assert found > 40


def test_the_lists_of_settings_become_cards(pages):
    assert all(stacks(pages[f"settings/{name}/"]) for name in ("queues", "people", "rules", "shrinkage"))


def test_rows_of_tabs_show_the_tab_the_reader_is_at(pages):
    for path in ("settings/shrinkage/", "settings/versions/"):
        row = re.search(r"<nav class=\"tabs scroll-row\" data-show-here.*?</nav>", pages[path], re.DOTALL)
        assert row
        assert row[0].count("aria-current") == 1
