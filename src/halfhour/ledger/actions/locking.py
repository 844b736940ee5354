"""One writer at a time in a team's ledger."""

from django.db import transaction

from halfhour.people.models import Team


def lock_ledger(team_id: int) -> None:
    """Wait until nobody else writes contacts of this team; held until the transaction ends.

    The weaker lock leaves the team's row open to everybody who only refers to it. SQLite has one writer
    at a time anyway.
    """
    assert transaction.get_connection().in_atomic_block
    Team.objects.select_for_update(no_key=True).filter(id=team_id).values_list("id").first()
