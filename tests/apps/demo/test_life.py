"""The demo goes on by itself, and leaves the teams of whoever looks at it alone."""

from datetime import timedelta

from halfhour.demo import demo_team
from halfhour.demo.life import go_on
from halfhour.desk.models import Ticket
from support.customers import known
from support.ledger import MONDAY


def test_contacts_come_to_the_demo_s_team_only(cast, settings):
    settings.DEMO = True
    known(cast, "Ann", ("email", "ann@example.org"), language="en")
    steps = [MONDAY + timedelta(seconds=20 * each) for each in range(60)]
    for at in steps:
        go_on(at)
    assert not Ticket.objects.exists()
    cast.team.name = demo_team().name
    cast.team.save()
    for at in steps:
        go_on(at)
    assert set(Ticket.objects.values_list("team", flat=True)) == {cast.team.pk}
