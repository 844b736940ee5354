"""Whatever is written, a line is either a change that can be written and read again, or refused in words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.scenarios import KEYWORDS, read_scenario
from halfhour.wording import sentence

PARTS = [
    *("phone", "Kim", '"Jo, 2"', "tuesday"),
    *("for", "to", "at", "in", "on", "and", ",", "#"),
    *("spread", "endless", "contacts"),
    *("12:00-20:00", "10 %", "+10 %", "-5 %", "3", "20 s"),
]
words = st.sampled_from([*KEYWORDS, *PARTS])


@given(
    st.lists(words, max_size=8).map(" ".join) | st.text(st.characters(exclude_characters="{}"), max_size=40)
)
@settings(max_examples=150, deadline=None)
def test_every_line_is_read_or_refused_and_what_is_read_is_written_so_that_it_is_read_again(text):
    scenario = read_scenario(text)
    for problem in scenario.problems:
        assert "{" not in sentence(problem.reason)
    again = read_scenario(scenario.text)
    assert [(e.change, e.weekday, e.on) for e in again.entries] == [
        (e.change, e.weekday, e.on) for e in scenario.entries
    ]
    assert again.problems == ()
