"""A lead brings in what people did, sees where paid time went, explains a state and uses the figures."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from support.activity import activity_csv

pytestmark = pytest.mark.browser


@pytest.fixture
def activity(tmp_path) -> Path:
    path = tmp_path / "activity.csv"
    path.write_text(activity_csv(sick={"Ben": 2}).replace("Team meeting", "AUX 7"), encoding="utf-8")
    return path


def test_from_records_of_activity_to_the_settings(visit, activity):
    lena = visit(name="lena", width=390)
    page = lena.go("/t/customer-support/ledger/")
    page.set_input_files("#id_file", activity)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_label("One state of a person")).to_be_checked()
    page.get_by_role("button", name="Read the whole file").click()
    expect(page.get_by_role("heading", name="What people did")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="See shrinkage").click()

    expect(page.get_by_role("heading", name="Shrinkage", exact=True)).to_be_visible()
    expect(page.get_by_text("6 people, 15 days")).to_be_visible()
    assert not lena.is_wider_than_the_screen()
    assert lena.barriers() == []
    page.get_by_label("What AUX 7 means").select_option("meetings")
    page.get_by_role("button", name="Save what they mean").click()
    expect(page.get_by_role("row", name="meetings").first).to_contain_text("2.4%")
    page.get_by_role("link", name="Beyond the plan").click()
    expect(page.locator("#shrinkage canvas, #shrinkage svg").first).to_be_visible()

    page.get_by_role("button", name="Use these figures").click()
    expect(page.get_by_text("Plans made from now on reckon with it.")).to_be_visible()
    lena.go("/t/customer-support/settings/shrinkage/")
    expect(page.get_by_role("row", name="breaks")).to_contain_text("4.9")
