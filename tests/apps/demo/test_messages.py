"""What the demo's customers are answered."""

from datetime import UTC, datetime

from halfhour.demo.desk_days import answer_words
from halfhour.demo.messages import asked

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_days_are_written_as_in_the_customer_s_language_and_sentences_end_once():
    told = [answer_words(each, order=4711, at=AT) for each in asked()]
    assert not [each for each in told if ".." in each]
    days = ("22 November", "22. November", "11月22日", "22 ноября")
    assert [any(day in each for each in told) for day in days] == [True] * 4
