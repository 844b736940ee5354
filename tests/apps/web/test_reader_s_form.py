"""Numbers, channels and zones as the reader of a page has them."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils.formats import date_format
from django.utils.translation import override

from halfhour.people.wording.figures import figure, length_words, percent
from halfhour.people.wording.summary import date_text, percent_text
from halfhour.planning.outputs.report.words import Words
from halfhour.planning.wording import day_span, long_day


@pytest.mark.parametrize(
    ("language", "count", "part", "share"),
    [
        ("en", "30,699", "2,531.5", "39.4%"),
        ("zh-hans", "30,699", "2,531.5", "39.4%"),
        ("ru", "30\xa0699", "2\xa0531,5", "39,4 %"),
    ],
)
def test_numbers_are_grouped_in_every_language(language, count, part, share):
    with override(language):
        assert (figure(30_699), figure(2531.5, 1)) == (count, part)
        assert percent(0.394, 1).replace("\xa0", " ") == share


@pytest.mark.parametrize(
    ("text", "words"),
    [("8 h", "8 h"), ("1 h 30 min", "1 h 30 min"), ("90 s", "1 min 30 s"), ("36 h", "36 h"), ("0 s", "0 s"),
     ("187.5 s", "187.5 s"), ("–", "–")],
)  # fmt: skip
def test_lengths_of_settings_are_told_exactly_and_a_day_is_not_made_of_hours(text, words):
    with override("en"):
        assert length_words(text) == words


def test_lengths_of_settings_are_in_the_reader_s_units():
    with override("ru"):
        assert length_words("1 h 30 min") == "1 ч 30 мин"
    with override("zh-hans"):
        assert length_words("20 s") == "20 秒"


@pytest.mark.parametrize(("share", "words"), [(0.29, "29%"), (0.8, "80%"), (0.025, "2.5%"), (0.07, "7%")])
def test_shares_of_settings_have_a_decimal_where_they_need_one(share, words):
    with override("en"):
        assert percent_text(share) == words


@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
def test_a_date_never_ends_with_a_point_that_would_meet_the_sentence_s_own(language):
    day = date(2026, 11, 22)
    with override(language):
        told = [
            date_format(day),
            date_format(day, "SHORT_DATE_FORMAT"),
            date_text(day.isoformat()),
            long_day(day),
            day_span(day, day + timedelta(days=13)),
            Words(language, "UTC").long_day(day),
        ]
    assert not [text for text in told if text.endswith(".")]
    assert all("2026" in text for text in told)


@pytest.mark.parametrize(("language", "word"), [("en", "E-mail"), ("zh-hans", "邮件"), ("ru", "почта")])
def test_channels_are_words_and_names_of_others_stay(language, word):
    shown = Template("{% load halfhour %}{{ ours|channel_words }}/{{ theirs|channel_words }}")
    with override(language):
        ours, theirs = shown.render(Context({"ours": "email", "theirs": "Fax"})).split("/")
    assert word.casefold() in ours.casefold()
    assert theirs == "Fax"


def in_shanghai(cast, path):
    cast.lead.timezone = "Asia/Shanghai"
    cast.lead.save()
    return cast.client(cast.lead).get(f"/t/{cast.team.slug}/{path}").content.decode()


@pytest.mark.parametrize("path", ["settings/hours/", "settings/people/0/", "planning/", ""])
def test_pages_with_the_team_s_hours_say_at_their_top_whose_they_are(cast, path):
    page = in_shanghai(cast, path)
    note = page.index("Times on this page are the team")
    assert note < page.index("</main>")
    assert "Europe/Berlin" in page[note : note + 200]
    assert page.index("<h1>") < note
    assert "Times are yours" not in page


def test_moments_are_the_reader_s_with_the_team_s_zone_named(cast):
    page = in_shanghai(cast, "ledger/")
    assert "Times are yours, Asia/Shanghai; the team works in Europe/Berlin" in page


def test_where_the_zones_are_one_a_line_at_the_end_names_it(cast):
    cast.lead.timezone = "Europe/Berlin"
    cast.lead.save()
    page = cast.client(cast.lead).get(f"/t/{cast.team.slug}/settings/hours/").content.decode()
    assert page.count("zone-note") == 2  # its two classes, once
    assert "Times are in Europe/Berlin." in page
