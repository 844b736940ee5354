"""The rules of triage: read with their version, tried on the past, replaced whole."""

from functools import partial
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, Field

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import HIGHEST_NUMBER, Line, Name, Taken
from halfhour.desk.actions.changing import category_names, queue_names
from halfhour.desk.actions.triage import MOST_RULES, refuse_loops, save_rules
from halfhour.desk.adapter.dry_runs import dry_run_of
from halfhour.desk.adapter.rules import rules_from
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.triage import LINE_LENGTH, MOST_LINES, WHOLE_DAY, RuleForm, initial_of
from halfhour.desk.queries.triage import current_rules
from halfhour.engine.triage import DryRun, Effect, Move
from halfhour.people.access import Permission
from halfhour.people.models import Team
from halfhour.people.queries import team_zone

router = Router()
Lines = Annotated[list[Annotated[Line, Field(max_length=LINE_LENGTH)]], Field(max_length=MOST_LINES)]
Second = Annotated[int, Field(ge=0, le=WHOLE_DAY, multiple_of=60)]
Fact = Literal["category", "priority", "complexity", "queue"]
Set = Literal["category", "priority", "complexity", "queue", "complaint"]


class AnyOf(Taken):
    """By which channel, from which address, in which language, or with which signal it comes."""

    kind: Literal["channel", "customer", "language", "signal"]
    any_of: Annotated[Lines, Field(min_length=1)]


class Words(Taken):
    """Words and phrases in subject or text; a star at the end lets a word go on."""

    kind: Literal["words"]
    any_of: Lines = Field(default_factory=list)
    all_of: Lines = Field(default_factory=list)
    none_of: Lines = Field(default_factory=list)


class Time(Taken):
    """When it comes, in the team's time zone: days from 0, Monday; seconds after midnight."""

    kind: Literal["time"]
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]
    from_second: Second = 0
    until_second: Second = WHOLE_DAY
    timezone: Name = ""


class HasFact(Taken):
    """What the ticket is already."""

    kind: Literal["fact"]
    field: Fact
    any_of: Annotated[Lines, Field(min_length=1)]


Condition = Annotated[AnyOf | Words | Time | HasFact, Field(discriminator="kind")]


class RuleIn(Taken):
    """Where all of `when` holds, the ticket gets what stands in `sets`; each kind of condition once.

    `{"complaint": "opened"}` among `sets` opens a complaint. A rule that `is_off` is kept and does nothing.
    """

    name: Annotated[Name, Field(max_length=80)]
    when: Annotated[list[Condition], Field(max_length=12)] = Field(default_factory=list)
    sets: dict[Set, Name]
    is_off: bool = False


class RulesTried(Taken):
    rules: Annotated[list[RuleIn], Field(max_length=MOST_RULES)]


class RulesIn(RulesTried):
    """All rules in their order; `based_on` is the version that was seen, and has to be the newest.

    A rule without conditions that is new is refused, with what it would do, unless `every_contact` is true.
    """

    based_on: Annotated[int, Field(ge=0, le=HIGHEST_NUMBER)]
    note: Annotated[Line, Field(max_length=200)] = ""
    every_contact: bool = False


class RulesOut(BaseModel):
    """Version 0 is a team without rules."""

    version: int
    rules: list[dict[str, Any]]


class MoveOut(BaseModel):
    """A value that would have come in the place of another; `before` is empty where there was none."""

    field: str
    before: str
    after: str
    contacts: int

    @classmethod
    def of(cls, move: Move) -> "MoveOut":
        return cls(field=move.field.value, before=move.was or "", after=move.value, contacts=move.contacts)


class RuleRunOut(BaseModel):
    """What a rule would have done; `examples` are numbers of tickets."""

    name: str
    matched: int
    changed: int
    beaten: int
    by_person: int
    moves: list[MoveOut]
    examples: list[str]

    @classmethod
    def of(cls, effect: Effect) -> "RuleRunOut":
        return cls(
            name=effect.rule,
            matched=effect.matched,
            changed=effect.changed,
            beaten=effect.beaten,
            by_person=effect.by_person,
            moves=[MoveOut.of(each) for each in effect.moves],
            examples=list(effect.examples),
        )


class RunOut(BaseModel):
    contacts: int
    changed: int
    rules: list[RuleRunOut]

    @classmethod
    def of(cls, run: DryRun) -> "RunOut":
        return cls(
            contacts=run.contacts, changed=run.changed, rules=[RuleRunOut.of(each) for each in run.effects]
        )


@router.get("", response={200: RulesOut, **REFUSALS}, operation_id="read_triage_rules")
@needs(Permission.SEE_BOARD, Permission.SET_DESK)
def read_rules(request: TokenRequest) -> RulesOut:
    """The rules in their order, with their version."""
    return _rules(request.access.team)


@router.put("", response={200: RulesOut, **REFUSALS}, operation_id="replace_triage_rules")
@needs(Permission.SET_DESK)
@once
def replace_rules(request: TokenRequest, wanted: RulesIn) -> RulesOut:
    """Keep rules as the next version; they hold for contacts from now on."""
    team = request.access.team
    save_rules(
        team=team,
        document=_document(team, wanted),
        based_on=wanted.based_on,
        by=request.access.user,
        at=timezone.now(),
        note=wanted.note,
        every_contact=wanted.every_contact,
    )
    return _rules(team)


@router.post("/dry-run", response={200: RunOut, **REFUSALS}, operation_id="dry_run_triage_rules")
@needs(Permission.SET_DESK)
def dry_run(request: TokenRequest, tried: RulesTried) -> RunOut:
    """What rules would have done to the last 1,000 contacts; nothing is changed."""
    team = request.access.team
    document = _document(team, tried)
    refuse_loops(team, document)
    return RunOut.of(dry_run_of(team, rules_from(document)))


def _rules(team: Team) -> RulesOut:
    document, number = current_rules(team)
    return RulesOut(version=number, rules=document["rules"])


def _document(team: Team, tried: RulesTried) -> dict[str, Any]:
    """The rules as the page's form keeps them, one by one."""
    known = {rule["name"]: rule for rule in current_rules(team)[0]["rules"]}
    queues, categories, zone = list(queue_names(team)), list(category_names(team)), str(team_zone(team))
    rules = []
    for place, rule in enumerate(tried.rules):
        asked = rule.model_dump()
        _refuse_twice(asked, place)
        typed = {
            name: "\n".join(value) if name in TYPED_LINES else value
            for name, value in initial_of(asked).items()
        }
        form = RuleForm(
            typed | {"based_on": place},
            kept=known.get(rule.name),
            queues=queues,
            categories=categories,
            timezone=zone,
        )
        refuse_invalid(form, place=f"rules[{place}]", named=partial(_named, asked["when"]))
        rules.append(form.rule())
    return {"rules": rules}


TYPED_LINES = ("words_any", "words_all", "words_none", "customers", "if_category")


# Where the form's fields are about a condition: of which kind, and what of it.
OF_CONDITION = {
    "channels": ("channel", "any_of"),
    "customers": ("customer", "any_of"),
    "languages": ("language", "any_of"),
    "signals": ("signal", "any_of"),
    "words_any": ("words", "any_of"),
    "words_all": ("words", "all_of"),
    "words_none": ("words", "none_of"),
    "weekdays": ("time", "weekdays"),
    "from_time": ("time", "from_second"),
    "until_time": ("time", "until_second"),
}


def _named(when: list[dict[str, Any]], name: str) -> str:
    """What the body calls a field of the form: `when[0].any_of`, `sets.queue`."""
    if name.startswith("set_"):
        return f"sets.{name.removeprefix('set_')}"
    kind, value = OF_CONDITION.get(name, ("fact", "any_of"))
    field = name.removeprefix("if_") if kind == "fact" else None
    found = (place for place, each in enumerate(when) if (each["kind"], each.get("field")) == (kind, field))
    at = next(found, None)
    return name if at is None else f"when[{at}].{value}"


def _refuse_twice(rule: dict[str, Any], place: int) -> None:
    kinds = [(each["kind"], each.get("field")) for each in rule["when"]]
    if len(kinds) != len(set(kinds)):
        sentence = _("Rule “{name}” has two conditions of one kind.").format(name=rule["name"])
        raise DeskRefused(sentence, field=f"rules[{place}].when")
