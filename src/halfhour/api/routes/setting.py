"""Who is warned, and how contacts find their person: read with their version, replaced whole."""

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.refusals import REFUSALS
from halfhour.api.routes.goals import ChannelName
from halfhour.api.schemas import Number, Taken
from halfhour.desk.actions.categories import MOST_CATEGORIES, save_categories
from halfhour.desk.actions.changing import LONGEST_CATEGORY
from halfhour.desk.actions.goals import save_escalation
from halfhour.desk.actions.routing_setting import save_routing
from halfhour.desk.adapter.clocks import steps_of
from halfhour.desk.adapter.routing import CHANNELS, MOST_ROOM, setting_from, usual_room_of
from halfhour.desk.forms.goals import EscalationForm, initial_steps
from halfhour.desk.forms.routing import LONGEST_UNOPENED, RoutingForm, initial_routing
from halfhour.desk.queries.goals import settings_of
from halfhour.desk.queries.presence import engine_team_of
from halfhour.people.access import Permission
from halfhour.people.models import Team

router = Router()
Category = Annotated[str, Field(max_length=LONGEST_CATEGORY)]


class CategoriesIn(Taken):
    """In the order in which they are offered; without any, all may be said."""

    categories: Annotated[list[Category], Field(max_length=MOST_CATEGORIES)]
    revision: Number


class CategoriesOut(BaseModel):
    categories: list[str]
    revision: int


class EscalationStep(Taken):
    """At this share of a goal, per cent, who is told."""

    percent: Annotated[int, Field(ge=10, le=500)]
    tell: Literal["assignee", "leads", "both"]


class EscalationIn(Taken):
    steps: Annotated[list[EscalationStep], Field(min_length=1, max_length=4)]


class ChannelSetting(Taken):
    """`push`: given away as they come, `next`: taken by one key; `room`: so many at once, or
    null: as many as the queue has.

    With `interrupts` what is given away comes beside what somebody took by key; left out, it stays.
    """

    way: Literal["push", "next"]
    room: Annotated[int, Field(ge=1, le=MOST_ROOM)] | None = None
    interrupts: bool | None = None


class RoutingIn(Taken):
    """Everything about routing; `open_seconds` or a channel that is left out stays as it is."""

    growth_percent: Annotated[int, Field(ge=0, le=100)]
    know_percent: Annotated[int, Field(ge=0, le=100)]
    takes_without_plan: bool
    open_seconds: Annotated[int, Field(ge=0, le=LONGEST_UNOPENED)] | None = None
    channels: dict[ChannelName, ChannelSetting] = Field(default_factory=dict)
    revision: Number


class RoutingOut(BaseModel):
    growth_percent: int
    know_percent: int
    takes_without_plan: bool
    open_seconds: int
    channels: dict[str, ChannelSetting]
    revision: int


@router.get("/categories", response={200: CategoriesOut, **REFUSALS}, operation_id="read_categories")
@needs(Permission.SET_DESK)
def read_categories(request: TokenRequest) -> CategoriesOut:
    """What tickets are filed under."""
    now = settings_of(request.access.team)
    return CategoriesOut(categories=now.categories, revision=now.revision)


@router.put("/categories", response={200: CategoriesOut, **REFUSALS}, operation_id="replace_categories")
@needs(Permission.SET_DESK)
@once
def replace_categories(request: TokenRequest, wanted: CategoriesIn) -> CategoriesOut:
    """Name them anew; what is taken away stays on the tickets that have it."""
    now = save_categories(
        team=request.access.team,
        names=wanted.categories,
        revision=wanted.revision,
        by=request.access.user,
        at=timezone.now(),
    )
    return CategoriesOut(categories=now.categories, revision=now.revision)


@router.get("/escalation", response={200: list[EscalationStep], **REFUSALS}, operation_id="read_escalation")
@needs(Permission.SEE_BOARD, Permission.SET_DESK)
def read_escalation(request: TokenRequest) -> list[EscalationStep]:
    """At which share of a goal who is told."""
    return _escalation(request.access.team)


@router.put(
    "/escalation", response={200: list[EscalationStep], **REFUSALS}, operation_id="replace_escalation"
)
@needs(Permission.SET_DESK)
@once
def replace_escalation(request: TokenRequest, wanted: EscalationIn) -> Any:
    """Set who is told, from the next warning on."""
    typed: dict[str, Any] = {}
    for place, step in enumerate(wanted.steps, start=1):
        typed |= {f"share_{place}": step.percent, f"whom_{place}": step.tell}
    form = EscalationForm(typed)
    refuse_invalid(form, place="steps", named=_step)
    save_escalation(team=request.access.team, steps=form.steps(), by=request.access.user, at=timezone.now())
    return [each.model_dump() for each in _escalation(request.access.team)]


@router.get("/routing", response={200: RoutingOut, **REFUSALS}, operation_id="read_routing")
@needs(Permission.SET_DESK)
def read_routing(request: TokenRequest) -> RoutingOut:
    """How contacts find their person."""
    return _routing(request.access.team)


@router.put("/routing", response={200: RoutingOut, **REFUSALS}, operation_id="replace_routing")
@needs(Permission.SET_DESK)
@once
def replace_routing(request: TokenRequest, wanted: RoutingIn) -> RoutingOut:
    """Set how contacts find their person."""
    team = request.access.team
    typed = _routing_initial(team) | wanted.model_dump(exclude={"channels"}, exclude_none=True)
    for channel, each in wanted.channels.items():
        typed |= {f"way_{channel}": each.way, f"room_{channel}": each.room}
        if each.interrupts is not None:
            typed[f"interrupts_{channel}"] = each.interrupts
    form = RoutingForm(typed, usual_room=usual_room_of(engine_team_of(team)))
    refuse_invalid(form, named=_of_channel)
    save_routing(
        team=team,
        setting=form.setting(),
        revision=wanted.revision,
        by=request.access.user,
        at=timezone.now(),
    )
    return _routing(team)


def _step(name: str) -> str:
    """`share_2` of the form is `[1].percent` of the steps."""
    what, _line, place = name.partition("_")
    return f"[{int(place) - 1}].{'percent' if what == 'share' else 'tell'}"


def _of_channel(name: str) -> str:
    """`way_email` of the form is `channels.email.way` of the body."""
    what, _line, channel = name.partition("_")
    return f"channels.{channel}.{what}" if what in ("way", "room", "interrupts") else name


def _escalation(team: Team) -> list[EscalationStep]:
    initial = initial_steps(steps_of(team.pk))
    return [
        EscalationStep(percent=initial[f"share_{place}"], tell=initial[f"whom_{place}"])
        for place in range(1, 5)
        if f"share_{place}" in initial
    ]


def _routing_initial(team: Team) -> dict[str, Any]:
    settings = settings_of(team)
    return initial_routing(setting_from(settings.routing), revision=settings.revision)


def _routing(team: Team) -> RoutingOut:
    shown = _routing_initial(team)
    return RoutingOut(
        growth_percent=shown["growth_percent"],
        know_percent=shown["know_percent"],
        takes_without_plan=shown["takes_without_plan"],
        open_seconds=shown["open_seconds"],
        channels={
            channel: ChannelSetting(
                way=shown[f"way_{channel}"],
                room=shown[f"room_{channel}"],
                interrupts=shown[f"interrupts_{channel}"],
            )
            for channel in CHANNELS
        },
        revision=shown["revision"],
    )
