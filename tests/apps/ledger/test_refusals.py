"""A refused file says what to do about it in the words of the place: options, or fields of the page."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from halfhour.ledger.actions import choose_options, import_history, store_file
from halfhour.ledger.errors import ImportRefused
from halfhour.ledger.forms import ReadingForm
from halfhour.ledger.options import options_document
from halfhour.ledger.reading import Asks, HistoryRefused, read_history
from halfhour.ledger.wording import FIELDS, REFUSALS_ON_PAGE, refusal_on_page

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
EITHER_WAY = "contact_id,opened_at\n1,03/04/2024 09:00\n"
MIXED = "contact_id,opened_at\n1,25/03/2024 09:00\n2,03/25/2024 09:00\n"
ONE_COLUMN = "contact_id~opened_at\n1~2024-03-04 09:00\n"
NAMELESS = "contact_id,colour\n1,red\n"

CASES = [
    (EITHER_WAY, {}, "--time-format day-first", "“Dates”"),
    (MIXED, {}, "--time-format day-first", "“Dates”"),
    (ONE_COLUMN, {}, "--delimiter", "“Cells are separated by”"),
    (NAMELESS, {}, "--map opened_at=COLUMN", "Opened at"),
    (EITHER_WAY, {"time_format": "sometime"}, "day-first", "“Pattern of times”"),
]


@pytest.mark.parametrize(("text", "options", "option", "field"), CASES)
def test_the_terminal_names_options_and_the_page_its_fields(tmp_path, text, options, option, field):
    path = tmp_path / "history.csv"
    path.write_text(text)
    with pytest.raises(HistoryRefused) as refused:
        read_history([path], **options)
    assert option in refused.value.sentence
    told = refusal_on_page(refused.value)
    assert field in told
    assert "--" not in told
    assert "_" not in told.replace("contact_id", "").replace("opened_at", "")
    assert told.endswith(".")


def test_whatever_can_be_asked_for_is_worded_for_pages():
    assert set(REFUSALS_ON_PAGE) == set(Asks)


@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
def test_the_fields_that_pages_name_are_fields_of_the_form_in_every_language(language):
    with override(language):
        labels = {str(field.label) for field in ReadingForm.base_fields.values()}
        assert {str(name) for name in FIELDS.values()} <= labels


def test_the_page_shows_its_own_words_and_opens_what_they_point_at(cast):
    client = cast.client(cast.planner)
    upload = SimpleUploadedFile("history.csv", ONE_COLUMN.encode())
    client.post(reverse("ledger:upload", kwargs={"team": cast.team.slug}), {"file": upload})
    shown = client.get(
        reverse("ledger:import", kwargs={"team": cast.team.slug, "number": 1})
    ).content.decode()
    assert "choose it under “Cells are separated by”" in shown
    assert 'id="more-options" open' in shown


def test_an_import_keeps_the_page_s_words_and_tells_the_terminal_its_own(cast, tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(EITHER_WAY)
    record = store_file(team=cast.team, path=path, by=None, at=NOW)
    choose_options(record=record, options=options_document())
    with pytest.raises(ImportRefused, match="--time-format") as refused:
        import_history(record=record, at=NOW)
    record.refresh_from_db()
    assert record.refusal == refused.value.on_page
    assert "“Dates”" in record.refusal


def columns_page(cast, text: str) -> str:
    client = cast.client(cast.planner)
    upload = SimpleUploadedFile("history.csv", text.encode())
    client.post(reverse("ledger:upload", kwargs={"team": cast.team.slug}), {"file": upload})
    return client.get(reverse("ledger:import", kwargs={"team": cast.team.slug, "number": 1})).content.decode()


def chosen(page: str) -> dict[str, str]:
    """What the form would send as it stands: each field's name and its value."""
    fields = dict(re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected>', page, re.DOTALL))
    return fields | {"shape": "contacts", "shown_for": "contacts"}


def test_columns_that_were_found_stay_chosen_while_something_else_is_asked_for(cast):
    page = columns_page(cast, EITHER_WAY)
    assert "“Dates”" in page
    answers = chosen(page)
    assert (answers["column-contact_id"], answers["column-opened_at"]) == ("contact_id", "opened_at")
    look = reverse("ledger:look", kwargs={"team": cast.team.slug, "number": 1})
    seen = cast.client(cast.planner).post(look, answers | {"time_format": "day-first"}).content.decode()
    assert "Of the first 1 rows, 1 can be read." in seen


def test_of_several_columns_needed_those_found_stay_chosen(cast):
    answers = chosen(columns_page(cast, NAMELESS))
    assert answers["column-contact_id"] == "contact_id"
    assert answers["column-opened_at"] == ""


def test_a_file_that_nothing_tells_of_is_taken_for_contacts(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(ONE_COLUMN)
    with pytest.raises(HistoryRefused) as refused:
        read_history([path])
    assert "Id of the contact, Opened at" in refusal_on_page(refused.value)
