"""The form for customers; when tickets close, deadlines of complaints, and ratings."""

from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field, StringConstraints

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import HIGHEST_NUMBER, STAYS, Name, Number, Taken, Text, Word
from halfhour.desk.actions.process_setting import set_form, set_processes
from halfhour.desk.forms.process_setting import (
    MOST_TOPICS,
    FormForm,
    ProcessForm,
    TopicForm,
    by_language,
    form_initial,
    process_initial,
)
from halfhour.desk.forms.processes import LANGUAGES, place
from halfhour.desk.models import DeskSettings, StepKind
from halfhour.desk.queries.goals import settings_of
from halfhour.people.access import Permission
from halfhour.people.models import Team

router = Router()
Whole = Annotated[int, Field(ge=0, le=HIGHEST_NUMBER)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class TopicIn(Taken):
    """One answer to “What is it about?”, its words by language, and where such messages go."""

    labels: Annotated[dict[Word, Said], Field(min_length=1)]
    queue: Name = ""
    category: Name = ""


class TopicOut(BaseModel):
    labels: dict[str, str]
    queue: str
    category: str


class CustomerFormChange(Taken):
    """What is to be another; words stand by language: `en`, `zh-hans`, `ru`.

    With `shows_answers` whoever sent the form reads the answers without the link from the mail.
    """

    is_open: bool = STAYS
    shows_answers: bool = STAYS
    link_days: Whole = STAYS
    title: dict[Word, Text] = STAYS
    intro: dict[Word, Text] = STAYS
    topics: Annotated[list[TopicIn], Field(max_length=MOST_TOPICS)] = STAYS
    revision: Number | None = None


class CustomerFormOut(BaseModel):
    is_open: bool
    shows_answers: bool
    link_days: int
    title: dict[str, str]
    intro: dict[str, str]
    topics: list[TopicOut]
    revision: int

    @classmethod
    def of(cls, kept: DeskSettings) -> "CustomerFormOut":
        shown = form_initial(kept)
        return cls(
            is_open=kept.form_is_open,
            shows_answers=shown["shows_answers"],
            link_days=kept.link_days,
            title=by_language(shown, "title"),
            intro=by_language(shown, "intro"),
            topics=[
                TopicOut(
                    labels=each.get("labels", {}),
                    queue=each.get("queue", ""),
                    category=each.get("category", ""),
                )
                for each in kept.form.get("topics", [])
            ],
            revision=kept.revision,
        )


class ComplaintDays(Taken):
    """Within how many working days each step of a complaint is to be done; what is left out stays."""

    acknowledge: Whole = STAYS
    record: Whole = STAYS
    apologise: Whole = STAYS
    investigate: Whole = STAYS
    remedy: Whole = STAYS
    answer: Whole = STAYS
    learn: Whole = STAYS


class ProcessesChange(Taken):
    """What is to be another; deadlines hold for complaints that are opened from now on."""

    close_after_days: Whole = STAYS
    reopen_days: Whole = STAYS
    asks_for_rating: bool = STAYS
    rating_pause_hours: Whole = STAYS
    opens_complaints: bool = STAYS
    complaint_days: ComplaintDays = Field(default_factory=ComplaintDays)
    revision: Number | None = None


class ProcessesOut(BaseModel):
    """With `opens_complaints` what reads like a complaint is handled as one from the start."""

    close_after_days: int
    reopen_days: int
    asks_for_rating: bool
    rating_pause_hours: int
    opens_complaints: bool
    complaint_days: dict[str, int]
    revision: int

    @classmethod
    def of(cls, kept: DeskSettings) -> "ProcessesOut":
        shown = process_initial(kept)
        days = {kind.value: shown.pop(kind.value) for kind in StepKind}
        return cls(**shown, complaint_days=days, revision=kept.revision)


@router.get("/form", response={200: CustomerFormOut, **REFUSALS}, operation_id="read_form")
@needs(Permission.SET_DESK)
def read_form(request: TokenRequest) -> CustomerFormOut:
    """The form by which customers write: its words, and what it asks."""
    return CustomerFormOut.of(settings_of(request.access.team))


@router.patch("/form", response={200: CustomerFormOut, **REFUSALS}, operation_id="change_form")
@needs(Permission.SET_DESK)
@once
def change_form(request: TokenRequest, change: CustomerFormChange) -> CustomerFormOut:
    """Change what is named of the form for customers; everything else stays as it is."""
    team = request.access.team
    kept = settings_of(team)
    form = FormForm(_typed_form(kept, change))
    unknown = {
        f"{name}.{code}"
        for name in ("title", "intro")
        for code in getattr(change, name) or ()
        if code not in LANGUAGES
    }
    refuse_invalid(form, named=_of_form, unknown=unknown)
    typed = [_topic(team, each, at) for at, each in enumerate(change.topics or ())]
    row = set_form(
        team=team,
        is_open=form.cleaned_data["form_is_open"],
        link_days=form.cleaned_data["link_days"],
        shows_answers=form.cleaned_data["shows_answers"],
        title=by_language(form.cleaned_data, "title"),
        intro=by_language(form.cleaned_data, "intro"),
        topics=kept.form.get("topics", []) if change.topics is None else [each for each in typed if each],
        by=request.access.user,
        at=timezone.now(),
        revision=change.revision or _seen(kept),
    )
    return CustomerFormOut.of(row)


@router.get("/processes", response={200: ProcessesOut, **REFUSALS}, operation_id="read_processes")
@needs(Permission.SET_DESK)
def read_processes(request: TokenRequest) -> ProcessesOut:
    """When tickets close and open again, deadlines of complaints, and when ratings are asked for."""
    return ProcessesOut.of(settings_of(request.access.team))


@router.patch("/processes", response={200: ProcessesOut, **REFUSALS}, operation_id="change_processes")
@needs(Permission.SET_DESK)
@once
def change_processes(request: TokenRequest, change: ProcessesChange) -> ProcessesOut:
    """Change what is named of closing, complaints and ratings; everything else stays as it is."""
    kept = settings_of(request.access.team)
    wanted = change.model_dump(exclude_none=True, exclude={"revision"})
    form = ProcessForm(process_initial(kept) | wanted | wanted.pop("complaint_days"))
    refuse_invalid(form, named=_of_processes)
    data = form.cleaned_data
    row = set_processes(
        team=request.access.team,
        asks_for_rating=data["asks_for_rating"],
        rating_pause_hours=data["rating_pause_hours"],
        opens_complaints=data["opens_complaints"],
        close_after_days=data["close_after_days"],
        reopen_days=data["reopen_days"],
        complaint_days={kind.value: data[kind.value] for kind in StepKind},
        by=request.access.user,
        at=timezone.now(),
        revision=change.revision or _seen(kept),
    )
    return ProcessesOut.of(row)


def _seen(kept: DeskSettings) -> int | None:
    """The revision that the rest is taken from; None where nothing was ever set."""
    return kept.revision if kept.pk else None


def _typed_form(kept: DeskSettings, change: CustomerFormChange) -> dict[str, Any]:
    """What the page's form is sent: what is kept, and over it what is wanted."""
    typed = form_initial(kept)
    plain = {"form_is_open": change.is_open}
    plain |= {name: getattr(change, name) for name in ("shows_answers", "link_days")}
    typed |= {name: value for name, value in plain.items() if value is not None}
    for name in ("title", "intro"):
        words = getattr(change, name)
        if words is not None:
            typed |= {f"{name}_{place(code)}": words.get(code, "") for code in LANGUAGES}
    return typed


def _topic(team: Team, topic: TopicIn, at: int) -> dict[str, Any] | None:
    typed = {f"label_{place(code)}": words for code, words in topic.labels.items()}
    form = TopicForm({**typed, "queue": topic.queue, "category": topic.category}, team=team)
    unknown = {f"labels.{code}" for code in topic.labels if code not in LANGUAGES}
    refuse_invalid(form, place=f"topics[{at}]", named=_of_form, unknown=unknown)
    return form.topic()


def _of_form(name: str) -> str:
    """`title_zh_hans` of the form is `title.zh-hans` of the body."""
    what, _line, code = name.partition("_")
    if what in ("title", "intro", "label"):
        return f"{'labels' if what == 'label' else what}.{code.replace('_', '-')}"
    return "is_open" if name == "form_is_open" else name


def _of_processes(name: str) -> str:
    return f"complaint_days.{name}" if name in StepKind.values else name
