"""A planner brings in a file, says which column is which, sees what was found, and reads the contacts."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROWS = 600


@pytest.fixture
def export(tmp_path) -> Path:
    """A German export with a semicolon, local dates, two bad rows and a column that is called oddly."""
    chance = random.Random(7)
    opened = datetime(2024, 3, 4, 8)
    lines = ["Vorgang;Ticket ID;Created on;Wer;Group;Handle time"]
    for number in range(ROWS):
        opened += timedelta(minutes=chance.randrange(30))
        queue = chance.choice(("Phone", "E-mail"))
        lines.append(f"x;{number};{opened:%d.%m.%Y %H:%M};Ben;{queue};{chance.randrange(60, 600)}")
    lines += ["x;bad;31.02.2024 09:00;Ben;Phone;60", "x;worse;05.03.2024 09:00;Ben;Phone;-60"]
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines), encoding="cp1252")
    return path


def test_from_a_file_to_a_ledger_that_can_be_read(visit, export):
    lena = visit(name="lena")
    page = lena.go("/t/customer-support/ledger/")
    assert lena.barriers() == []
    page.set_input_files("#id_file", export)
    expect(page.get_by_text("export.csv")).to_be_visible()
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_url("**/ledger/imports/*/")

    expect(page.get_by_text("Of the first 500 rows, 500 can be read.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Queue")).to_have_value("Group")
    expect(page.get_by_role("combobox", name="Agent")).to_have_value("")
    with page.expect_response("**/look/"):
        page.get_by_role("combobox", name="Agent").select_option("Wer")
    page.get_by_role("cell", name="Ben").first.wait_for()
    assert lena.barriers() == []

    page.get_by_role("button", name="Read the whole file").click()
    page.get_by_role("heading", name="What was left out, and why").wait_for(timeout=60_000)
    expect(page.get_by_text("Opened at is not a time that can be read: 31.02.2024 09:00.")).to_be_visible()
    page.locator("summary", has_text="below zero").click()
    expect(page.get_by_text("Handle time, seconds is below zero: -60.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="All of it as rejected.csv").click()
    assert download.value.path().read_text().count("\n") == 3
    assert lena.barriers() == []

    page.get_by_role("link", name="Ledger").first.click()
    page.get_by_role("link", name="Read the contacts").click()
    page.get_by_label("Queue").select_option("E-mail")
    page.get_by_label("Order").select_option("longest")
    page.get_by_role("button", name="Show", exact=True).click()
    assert lena.barriers() == []
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/ledger/contacts/*/")
    expect(page.get_by_text("E-mail").first).to_be_visible()
    assert lena.barriers() == []


def test_the_ledger_fits_a_phone(visit, export):
    lena = visit(name="lena", width=390, scheme="dark")
    page = lena.go("/t/customer-support/ledger/")
    page.set_input_files("#id_file", export)
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_url("**/ledger/imports/*/")
    assert not lena.is_wider_than_the_screen()
    assert lena.barriers() == []
    lena.go("/t/customer-support/ledger/contacts/")
    assert not lena.is_wider_than_the_screen()
    assert lena.barriers() == []
