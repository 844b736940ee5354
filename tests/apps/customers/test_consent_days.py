"""The day on which somebody agreed to being written to, or did not, has come."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from halfhour.customers.actions.consent import withdraw_consent
from halfhour.customers.models import Customer
from support.api import Program
from support.customers import known

SAID = {"consent": "given", "consent_how": "By phone"}


@pytest.fixture
def program(cast):
    return Program(team=cast.team, user=cast.agent)


def test_a_program_says_no_day_that_is_still_to_come(cast, program):
    mia = known(cast, "Mia")
    for refused in (
        program.patch(f"/customers/{mia.number}", SAID | {"consent_on": "2030-01-02"}),
        program.post("/customers", SAID | {"name": "Bo", "consent_on": "2030-01-02"}),
    ):
        assert refused.status_code == 422
        assert refused.json()["detail"].startswith("consent_on: Enter a day that has come")
        assert refused.json()["wrong"][0]["field"] == "consent_on"
    assert [each.consent for each in Customer.objects.filter(team=cast.team)] == ["unknown"]
    today = timezone.now().date().isoformat()
    changed = program.patch(f"/customers/{mia.number}", SAID | {"consent_on": today})
    assert (changed.status_code, changed.json()["consent_on"]) == (200, today)


def test_a_day_that_was_kept_before_is_in_the_way_of_no_other_change(cast, program):
    later = date.today() + timedelta(days=400)
    mia = known(cast, "Mia", consent="given", consent_on=later)
    changed = program.patch(f"/customers/{mia.number}", {"name": "Mia Lund"})
    assert (changed.status_code, changed.json()["consent_on"]) == (200, later.isoformat())


def test_a_page_says_no_day_that_is_still_to_come(cast):
    mia = known(cast, "Mia")
    url = reverse("customers:edit", kwargs={"team": cast.team.slug, "number": mia.number})
    page = cast.client(cast.agent).post(
        url, SAID | {"name": "Mia", "consent_on": "2030-01-02", "revision": 1}
    )
    assert "Enter a day that has come" in page.content.decode()
    mia.refresh_from_db()
    assert mia.consent == "unknown"


def test_who_asks_not_to_be_asked_at_night_does_so_on_the_day_that_it_is_where_the_team_is(cast):
    mia = known(cast, "Mia")
    at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    withdraw_consent(customer=mia, how="On the page of a rating", at=at)
    mia.refresh_from_db()
    assert mia.consent_on == date(2026, 3, 3)
