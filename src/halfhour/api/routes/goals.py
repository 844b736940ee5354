"""Goals: read with their version, tried on the past, suggested by it, and replaced whole."""

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import HIGHEST_NUMBER, Complexity, Line, Name, Priority, Taken, Word
from halfhour.customers.models import CustomerSettings
from halfhour.desk.actions.goals import refuse_unclear, save_goals
from halfhour.desk.adapter.goals import RuleMeant, Suggestion, preview
from halfhour.desk.adapter.goals_kept import suggested_lately
from halfhour.desk.forms.goals import LEAST_SECONDS, MEASURES, MOST_SECONDS, GoalRuleForm, initial_of
from halfhour.desk.queries.goals import current_goals, settings_of
from halfhour.engine.response import Share
from halfhour.people.access import Permission
from halfhour.people.models import Team
from halfhour.people.teamfile.values import duration_text

router = Router()
MOST_RULES = 200
Seconds = Annotated[int, Field(ge=LEAST_SECONDS, le=MOST_SECONDS)]
Version = Annotated[int, Field(ge=0, le=HIGHEST_NUMBER)]
ChannelName = Literal["phone", "email", "chat", "form", "other"]


class GoalWhen(Taken):
    """Which contacts a rule is for; what is left out may be anything."""

    channel: ChannelName | None = None
    priority: Priority | None = None
    complexity: Complexity | None = None
    tier: Word | None = None
    category: Name | None = None


class GoalIn(Taken):
    """One rule: within how many seconds of business time."""

    name: Annotated[Name, Field(max_length=80)]
    when: GoalWhen = Field(default_factory=GoalWhen)
    first_answer_seconds: Seconds | None = None
    next_answer_seconds: Seconds | None = None
    resolution_seconds: Seconds | None = None


class GoalsTried(Taken):
    rules: Annotated[list[GoalIn], Field(max_length=MOST_RULES)]


class GoalsIn(GoalsTried):
    """All rules; `based_on` is the version that was seen, and has to be the newest."""

    based_on: Version
    note: Annotated[Line, Field(max_length=200)] = ""


class GoalsOut(BaseModel):
    """Version 0 is what the team's queues promise, until it sets goals of its own."""

    version: int
    rules: list[dict[str, Any]]
    paused_in: list[str]


class ShareOut(BaseModel):
    hits: int
    count: int
    share: float | None
    low: float
    high: float


class MeantOut(BaseModel):
    """How many contacts of the last 30 days a rule is for, and how many kept its goals."""

    name: str
    contacts: int
    first_answer: ShareOut | None
    resolution: ShareOut | None

    @classmethod
    def of(cls, row: RuleMeant) -> "MeantOut":
        return cls(
            name=row.rule.name,
            contacts=row.contacts,
            first_answer=_share(row.first_answer),
            resolution=_share(row.resolution),
        )


class PreviewOut(BaseModel):
    """`waiting` are still unanswered: they missed each goal that they have waited longer than."""

    contacts: int
    without_goal: int
    waiting: int
    rules: list[MeantOut]


class SuggestionOut(BaseModel):
    """The goal that nine of ten contacts of the last quarter would have kept; null where too few came.

    `contacts` were answered, `waiting` were not; `is_few` warns of fewer than 30 contacts.
    """

    channel: str
    complexity: str
    contacts: int
    waiting: int
    is_few: bool
    goal_seconds: int | None
    kept: ShareOut | None
    suggested_seconds: int | None
    would_keep: ShareOut | None

    @classmethod
    def of(cls, row: Suggestion) -> "SuggestionOut":
        found = row.suggested
        return cls(
            channel=row.channel,
            complexity=row.complexity,
            contacts=row.contacts,
            waiting=row.waiting,
            is_few=row.is_few,
            goal_seconds=row.goal_seconds,
            kept=_share(row.kept),
            suggested_seconds=found.within_seconds if found else None,
            would_keep=_share(found.kept) if found else None,
        )


@router.get("", response={200: GoalsOut, **REFUSALS}, operation_id="read_goals")
@needs(Permission.SEE_BOARD, Permission.SET_DESK)
def read_goals(request: TokenRequest) -> GoalsOut:
    """The rules in force, with their version."""
    return _goals(request.access.team)


@router.put("", response={200: GoalsOut, **REFUSALS}, operation_id="replace_goals")
@needs(Permission.SET_DESK)
@once
def replace_goals(request: TokenRequest, goals: GoalsIn) -> GoalsOut:
    """Put goals into force; contacts that came before keep theirs."""
    save_goals(
        team=request.access.team,
        document=_document(request.access.team, goals),
        based_on=goals.based_on,
        by=request.access.user,
        at=timezone.now(),
        note=goals.note,
    )
    return _goals(request.access.team)


@router.post("/preview", response={200: PreviewOut, **REFUSALS}, operation_id="preview_goals")
@needs(Permission.SET_DESK)
def preview_goals(request: TokenRequest, goals: GoalsTried) -> PreviewOut:
    """What goals would have meant in the last 30 days; nothing is saved."""
    document = _document(request.access.team, goals)
    refuse_unclear(document)
    meant = preview(team=request.access.team, document=document, at=timezone.now())
    return PreviewOut(
        contacts=meant.contacts,
        without_goal=meant.without_goal,
        waiting=meant.waiting,
        rules=[MeantOut.of(each) for each in meant.rules],
    )


@router.get("/suggestions", response={200: list[SuggestionOut], **REFUSALS}, operation_id="suggest_goals")
@needs(Permission.SEE_BOARD, Permission.SET_DESK)
def suggest_goals(request: TokenRequest) -> list[SuggestionOut]:
    """For every channel and complexity, the goal that the last quarter would have kept."""
    team = request.access.team
    document, _number = current_goals(team)
    found = suggested_lately(team=team, document=document, at=timezone.now())
    return [SuggestionOut.of(each) for each in found]


def _goals(team: Team) -> GoalsOut:
    document, number = current_goals(team)
    return GoalsOut(version=number, rules=document["rules"], paused_in=document.get("paused_in", []))


def _document(team: Team, goals: GoalsTried) -> dict[str, Any]:
    """The rules as the page's form keeps them, one by one; all else of the document stays."""
    document, _number = current_goals(team)
    known = {rule["name"]: rule for rule in document["rules"]}
    tiers, categories = _tiers(team), settings_of(team).categories
    rules = []
    for place, goal in enumerate(goals.rules):
        rule = goal.model_dump(exclude_none=True)
        lengths = {name: duration_text(rule[name]) for name in MEASURES if name in rule}
        form = GoalRuleForm(
            initial_of(rule) | lengths | {"based_on": place},
            kept=known.get(goal.name),
            tiers=tiers,
            categories=categories,
        )
        refuse_invalid(form, place=f"rules[{place}]", named=_named)
        rules.append(form.rule())
    return {**document, "rules": rules}


def _named(name: str) -> str:
    return f"when.{name}" if name in GoalWhen.model_fields else name


def _tiers(team: Team) -> list[str]:
    kept = CustomerSettings.objects.filter(team=team).first() or CustomerSettings(team=team)
    return list(kept.tiers)


def _share(share: Share | None) -> ShareOut | None:
    if share is None:
        return None
    return ShareOut(hits=share.hits, count=share.count, share=share.share, low=share.low, high=share.high)
