"""What the database broke off is said, and can be sent again."""

from django.db import OperationalError

from halfhour.api.routes import key
from support.api import Program


def test_a_request_that_was_broken_off_is_asked_for_again(cast, monkeypatch):
    def breaks(_team):
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(key, "team_zone", breaks)
    answer = Program(team=cast.team, user=cast.agent).get("/key")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    sentence = "The server could not finish this just now. Send it again, under the same idempotency key."
    assert answer.json() == {"detail": sentence}
