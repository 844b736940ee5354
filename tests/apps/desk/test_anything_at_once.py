"""Whatever many people and programs do at once, nothing is lost, doubled or left half done."""

import json

import pytest


@pytest.mark.long
def test_whatever_is_done_at_once_every_ticket_stands_as_its_events_say(postgresql_house):
    """Six connections, thirty kinds of deeds on the same few tickets: taken, merged, split, undone."""
    said = "import json; from support.anything import run; print(json.dumps(run(1, threads=6, times=90)))"
    told = json.loads(postgresql_house.python(said).splitlines()[-1])
    assert told["faults"] == []
    assert told["wrongs"] == []
    assert len(told["done"]) > 25, "they were done, and not only refused"
