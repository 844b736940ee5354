"""A customer is erased: what was answered to programs may name them."""

from collections.abc import Sequence
from datetime import datetime

from halfhour.api.models import AnsweredCall
from halfhour.customers.models import Address, Customer

ERASED = "erased"  # no JSON, so no answer that was ever given


def empty_answers(*, customers: Sequence[Customer], addresses: Sequence[Address], at: datetime) -> None:
    """Empty all answers of the team that are kept for requests that come twice; part of an erasure.

    Which of them name the customer nobody can tell for sure from their texts, and they are kept for days
    only. That the requests were carried out stays known, so none is carried out again.
    """
    teams = {each.team_id for each in customers}
    AnsweredCall.objects.filter(token__team__in=teams).exclude(body="").update(body=ERASED)
