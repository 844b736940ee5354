"""Learning a classifier from what people said; each is kept with how it did, and the newest is asked."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.adapter.learning import examples_of, learned
from halfhour.desk.adapter.triage import LEARNED_FIELDS
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import TrainedClassifier
from halfhour.people.models import Team, User
from halfhour.wording import sentence

KEPT = 5  # of a field; older ones are forgotten


def train(*, team: Team, field: str, at: datetime) -> TrainedClassifier:
    """Learn a field from the team's labels; what was learned is asked from then on.

    Raises
    ------
    DeskRefused
        Where there is too little to learn from, with what is missing.
    """
    if field not in LEARNED_FIELDS:
        raise DeskRefused(_("“{field}” is not learned.").format(field=field[:60]))
    examples = examples_of(team, field)
    found = learned(examples)
    if found.data is None:
        raise DeskRefused(" ".join(sentence(reason) for reason in found.reasons[-3:]))
    return _kept(team, field, found.data, found.measures, len(examples), at)


@transaction.atomic
def _kept(
    team: Team, field: str, data: bytes, measures: dict[str, Any], examples: int, at: datetime
) -> TrainedClassifier:
    lock_desk(team)
    theirs = TrainedClassifier.objects.filter(team=team, field=field)
    newest = theirs.aggregate(newest=Max("number"))["newest"] or 0
    added = TrainedClassifier.objects.create(
        team=team,
        field=field,
        number=newest + 1,
        data=data,
        examples=examples,
        measures=measures,
        trained_at=at,
    )
    theirs.filter(number__lte=added.number - KEPT).delete()
    return added


@transaction.atomic
def use_classifier(*, classifier: TrainedClassifier, is_used: bool, by: User) -> TrainedClassifier:
    """Ask what was learned, or no longer; the newest that is used is asked."""
    locked = TrainedClassifier.objects.select_for_update().defer("data").get(pk=classifier.pk)
    locked.is_used = is_used
    locked.save(update_fields=["is_used"])
    return locked
