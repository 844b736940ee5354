"""Learning a classifier from what people said; each is kept with how it did, and the newest is asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from halfhour.customers.models import Customer
from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.adapter.learning import LEARN_ANEW, examples_of, fields_taught_by, learned
from halfhour.desk.adapter.triage import LEARNED_FIELDS
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import TrainedClassifier
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User
from halfhour.wording import sentence

KEPT = 5  # of a field; older ones are forgotten
LONGEST_ERASURE = timedelta(hours=1)  # one that began before the examples were read may end afterwards


def train(*, team: Team, field: str, at: datetime) -> TrainedClassifier:
    """Learn a field from the team's labels; what was learned is asked from then on.

    What was learned from somebody who was erased since is forgotten, whether it can be learned anew or not.

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
        _taught_by_erased(team, field).delete()
        raise DeskRefused(" ".join(sentence(reason) for reason in found.reasons[-3:]))
    return _kept(team, field, found.data, found.measures, len(examples), at)


@transaction.atomic
def _kept(
    team: Team, field: str, data: bytes, measures: dict[str, Any], examples: int, at: datetime
) -> TrainedClassifier:
    lock_desk(team)
    theirs = TrainedClassifier.objects.filter(team=team, field=field)
    if Customer.objects.filter(team=team, erased_at__gte=at - LONGEST_ERASURE).exists():
        measures = {**measures, LEARN_ANEW: True}
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
    _taught_by_erased(team, field).exclude(pk=added.pk).delete()
    return added


def _taught_by_erased(team: Team, field: str) -> QuerySet[TrainedClassifier]:
    return TrainedClassifier.objects.filter(team=team, field=field, **{f"measures__{LEARN_ANEW}": True})


def let_learn_anew(*, team_id: int, without: Sequence[int]) -> None:
    """Forget what was learned from these tickets, whose words are erased.

    What is asked is marked, and replaced by the next learning; versions that are not asked go at once.
    """
    for field in sorted(fields_taught_by(without)):
        rows = TrainedClassifier.objects.filter(team=team_id, field=field).defer("data")
        asked = rows.filter(is_used=True).order_by("-number").select_for_update(no_key=True).first()
        (rows.exclude(pk=asked.pk) if asked else rows).delete()
        if asked is not None:
            asked.measures = {**asked.measures, LEARN_ANEW: True}
            asked.save(update_fields=["measures"])


def forget_unasked() -> None:
    """Forget what was to be learned anew after an erasure, and is no longer asked."""
    TrainedClassifier.objects.filter(is_used=False, **{f"measures__{LEARN_ANEW}": True}).delete()


@transaction.atomic
def use_classifier(
    *, classifier: TrainedClassifier, is_used: bool, by: User, at: datetime
) -> TrainedClassifier:
    """Ask what was learned, or no longer; the newest that is used is asked."""
    locked = TrainedClassifier.objects.select_for_update().defer("data").get(pk=classifier.pk)
    name = f"{locked.field} {locked.number}"
    before, after = {"is_used": locked.is_used}, {"is_used": is_used}
    locked.is_used = is_used
    locked.save(update_fields=["is_used"])
    record_setting(team=locked.team, part="learned", name=name, before=before, after=after, by=by, at=at)
    return locked
