"""An agent adds a customer, finds them by typing, notes something, and merges a second record of theirs."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CUSTOMERS = "/t/customer-support/customers/"


def test_from_a_new_customer_to_one_merged_and_unmerged(visit):
    ada = visit(name="ada", width=390, scheme="dark")
    page = ada.go(CUSTOMERS)
    expect(page.get_by_role("heading", name="Customers", exact=True)).to_be_visible()
    assert ada.barriers() == []
    numbers = []
    for name, mail in (("Noëlle Okafor", "noelle@example.org"), ("Okafor Noelle", "noelle.o@example.net")):
        page = ada.go(f"{CUSTOMERS}new/")
        page.get_by_label("Name").fill(name)
        page.get_by_label("E-mail").fill(mail)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(lambda url: "/new/" not in url)
        numbers.append(int(page.url.rstrip("/").rpartition("/")[2]))
    one, other = numbers
    assert ada.barriers() == []

    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("heading", name=f"Merge #{one} into #{other}")).to_be_visible()
    assert not ada.is_wider_than_the_screen()
    assert ada.barriers() == []
    page.get_by_role("link", name="The other way round").click()
    page.get_by_role("button", name=f"Merge #{other} into #{one}").click()
    expect(page.get_by_text("Merged. It can be undone below.")).to_be_visible()
    expect(page.get_by_role("heading", name="Noëlle Okafor")).to_be_visible()
    expect(page.get_by_text("noelle.o@example.net")).to_be_visible()
    assert not ada.is_wider_than_the_screen()
    page.get_by_label("New note").fill("Rings at noon.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("Rings at noon.")).to_be_visible()
    page.get_by_role("button", name=f"Undo #{other}").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text(f"Customer {other} stands alone again.")).to_be_visible()
    assert ada.barriers() == []

    page = ada.go(CUSTOMERS)
    expect(page.get_by_role("link", name="Okafor Noelle")).to_be_visible()
    page.get_by_label("Name, organisation or address").press_sequentially("noelle.o@")
    expect(page.get_by_role("status").filter(has_text="1 customer")).to_be_visible()
    assert "q=noelle.o%40" in page.url
    assert ada.barriers() == []
