"""The cast's team with the settings of the small team, so that the small plan is its own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from halfhour.people.models import Member, Team, TeamVersion, User
from halfhour.people.teamfile import document_from_team
from halfhour.planning.actions.publishing import publish_plan
from halfhour.planning.models import Block, PlacedSession, Plan, PlanEvent, PublishedDay, QueueSeries, Shift
from support.small_plan import MADE_AT, MONDAY, save_small_plan, small_team

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEPT = (Plan, QueueSeries, Shift, PlacedSession, Block, PlanEvent, PublishedDay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The team, its people and their browsers; Ada is an agent, Lena leads, Paul plans."""

    cast: Any

    @property
    def team(self) -> Team:
        found: Team = self.cast.team
        return found

    @property
    def lead(self) -> User:
        found: User = self.cast.lead
        return found

    @property
    def planner(self) -> User:
        found: User = self.cast.planner
        return found

    def client(self, name: str) -> Client:
        found: Client = self.cast.client(getattr(self.cast, name))
        return found

    def draft(self, *, first_on: date = MONDAY, weeks: int = 2, name: str = "") -> Plan:
        return save_small_plan(team=self.team, by=self.planner, first_on=first_on, weeks=weeks, name=name)

    def published(self, *, first_on: date = MONDAY, weeks: int = 2) -> Plan:
        return publish_plan(plan=self.draft(first_on=first_on, weeks=weeks), by=self.lead, at=MADE_AT)

    def url(self, plan: Plan | None = None, place: str = "") -> str:
        number = "" if plan is None else f"{plan.number}/"
        return f"/t/{self.team.slug}/planning/{number}{place}"


def planned(cast: Any) -> Planned:
    TeamVersion.objects.create(
        team=cast.team, number=2, document=document_from_team(small_team()), changed_at=MADE_AT
    )
    Member.objects.filter(user=cast.second_agent).update(agent_name="Ben")
    return Planned(cast=cast)


def everything_kept() -> dict[str, list[Any]]:
    """Every row of planning, to prove that a refused action changed nothing."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in KEPT}
