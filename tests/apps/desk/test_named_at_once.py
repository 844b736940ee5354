"""Two save something new under one name at the same moment, as a double click does: one is refused."""

import pytest
from django.db import connection
from django.utils import timezone

from halfhour.desk.actions.macros import save_macro
from halfhour.desk.actions.views import save_view
from halfhour.desk.errors import DeskRefused
from support.meanwhile import meanwhile

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="asks PostgreSQL, where many write at once"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.rows,
]


def a_macro(cast):
    words = {"texts": {"en": "Thanks"}, "sets": {}, "shortcut": ""}
    save_macro(team=cast.team, macro=None, name="Thanks", **words, by=cast.lead, at=timezone.now())


def a_view(cast):
    save_view(team=cast.team, name="Urgent", filters={"priority": "urgent"}, sort="due", by=cast.lead)


@pytest.mark.parametrize("save", [a_macro, a_view])
def test_of_two_who_save_a_name_at_once_one_is_told_that_it_is_taken(cast, save):
    first, second = meanwhile(lambda: save(cast), lambda: save(cast))
    assert first is None
    assert isinstance(second, DeskRefused)
    assert "already" in second.sentence
