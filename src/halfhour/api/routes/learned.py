"""What triage learned from people's labels: how well it does, learned anew, asked or not."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Number, Taken, Word
from halfhour.api.schemas.jobs import JobOut
from halfhour.desk.actions.training import use_classifier
from halfhour.desk.adapter.triage import LEARNED_FIELDS
from halfhour.desk.models import TrainedClassifier
from halfhour.desk.queries.triage import LearnedField, LearnedValue, classifiers, learned_rows
from halfhour.jobs.actions import start_job
from halfhour.people.access import Permission

router = Router()
SHARES = ("accuracy", "told_share", "told_accuracy", "out_of_scope_recall", "calibration_error")


class LearnedVersion(BaseModel):
    """What was learned at a time; of those with `is_used` the newest `is_asked`.

    The shares are of examples that were held out, null where there were too few. It tells where it is sure:
    `told_share` is how often, `told_accuracy` how often it is right then. `calibration_error` is by how much
    its chances are off, `out_of_scope_recall` how often it is silent where nothing fits.
    """

    id: int
    number: int
    trained_at: datetime
    examples: int
    accuracy: float | None
    told_share: float | None
    told_accuracy: float | None
    out_of_scope_recall: float | None
    calibration_error: float | None
    reasons: list[str]
    is_used: bool
    is_asked: bool

    @classmethod
    def of(cls, row: TrainedClassifier, *, reasons: tuple[str, ...], is_asked: bool) -> "LearnedVersion":
        return cls(
            id=row.pk,
            number=row.number,
            trained_at=row.trained_at,
            examples=row.examples,
            **{name: row.measures.get(name) for name in SHARES},
            reasons=list(reasons),
            is_used=row.is_used,
            is_asked=is_asked,
        )


class LearnedValueOut(BaseModel):
    """How the newest did on examples of one value; `taken_for` is what it was most often taken for."""

    value: str
    examples: int
    told_share: float
    right_share: float | None
    taken_for: str

    @classmethod
    def of(cls, row: LearnedValue) -> "LearnedValueOut":
        return cls(
            value=row.words,
            examples=row.examples,
            told_share=row.told_share,
            right_share=row.right_share,
            taken_for=row.taken_for,
        )


class LearnedOut(BaseModel):
    """A field that can be learned; `examples_since` people gave since it was learned last.

    With `is_learned_anew` it knows words of somebody who was erased, and is replaced by the next learning.
    """

    field: str
    examples: int
    examples_since: int
    is_learned_anew: bool
    versions: list[LearnedVersion]
    values: list[LearnedValueOut]

    @classmethod
    def of(cls, row: LearnedField) -> "LearnedOut":
        return cls(
            field=row.field,
            examples=row.labels,
            examples_since=row.labels_since,
            is_learned_anew=row.is_learned_anew,
            versions=[
                LearnedVersion.of(version, reasons=reasons, is_asked=is_asked)
                for version, reasons, is_asked in row.versions
            ],
            values=[LearnedValueOut.of(each) for each in row.values],
        )


class UseLearnedIn(Taken):
    is_used: bool


@router.get("", response={200: list[LearnedOut], **REFUSALS}, operation_id="read_learned")
@needs(Permission.SEE_BOARD)
def read_learned(request: TokenRequest) -> list[LearnedOut]:
    """Field by field what was learned: how sure it is, how often right, and whether it is asked."""
    return [LearnedOut.of(each) for each in learned_rows(request.access.team)]


@router.post("/{field}/train", response={201: JobOut, **REFUSALS}, operation_id="train_triage")
@needs(Permission.SET_DESK)
@once
def train(request: TokenRequest, field: Word) -> Any:
    """Learn a field anew, in the background; what was learned is asked from then on."""
    if field not in LEARNED_FIELDS:
        raise Http404
    job = start_job(
        kind="train_triage",
        team=request.access.team,
        by=request.access.user,
        arguments={"field": field},
        at=timezone.now(),
    )
    return Status(201, JobOut.of(job))


@router.put("/{classifier}", response={200: LearnedOut, **REFUSALS}, operation_id="use_learned")
@needs(Permission.SET_DESK)
@once
def use_learned(request: TokenRequest, classifier: Number, chosen: UseLearnedIn) -> LearnedOut:
    """Ask what was learned (a version's id) from now on, or no longer."""
    team = request.access.team
    found = found_or_404(classifiers(team).filter(pk=classifier).first())
    use_classifier(classifier=found, is_used=chosen.is_used, by=request.access.user, at=timezone.now())
    return LearnedOut.of(next(each for each in learned_rows(team) if each.field == found.field))
