"""A newcomer's way from a file to goals, with guesses that can be checked against the file."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from halfhour.api.forms import KeyForm
from halfhour.jobs.models import UNFINISHED, Job, JobState
from halfhour.ledger.actions import choose_options, import_history
from halfhour.ledger.models import Import, ImportState
from halfhour.people.access import Permission, open_team
from halfhour.people.adapter import current_team
from halfhour.people.models import Member, Role, Team
from halfhour.web.actions import confirm_step
from halfhour.web.forms.setup import SetupTeamForm
from halfhour.web.guide import guide_of
from halfhour.web.models import GuidedStart
from halfhour.web.proposal import propose, provisional_document

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def history(*, weeks: int = 4) -> bytes:
    """Two queues on weekdays from 8 to 18 in UTC, answered by three people, phone taking four minutes."""
    lines = ["contact_id,opened_at,queue,channel,agent,handle_seconds"]
    number = 0
    for day in range(weeks * 7):
        for half_hour in range(16, 36):
            at = MONDAY + timedelta(days=day, minutes=30 * half_hour + 7)
            if at.weekday() > 4:
                continue
            for queue, channel, seconds in (("sales calls", "phone", 240), ("letters", "email", 600)):
                number += 1
                agent = ("Kim", "Lou", "Max")[number % 3]
                lines.append(f"c{number},{at.isoformat()},{queue},{channel},{agent},{seconds}")
    return "\n".join(lines).encode()


@pytest.fixture
def client(cast):
    return cast.client(cast.administrator)


@pytest.fixture
def team(client) -> Team:
    upload = SimpleUploadedFile("calls.csv", history())
    client.post("/start/", {"name": "Sales desk", "timezone": "UTC", "file": upload})
    return Team.objects.get(slug="sales-desk")


def read(team: Team) -> None:
    record = Import.objects.get(team=team)
    import_history(record=choose_options(record=record, options={}), at=timezone.now())


def access(cast, team):
    return open_team(cast.administrator, team.slug, needs=Permission.EDIT_TEAM)


def step(cast, team) -> str | None:
    guide = guide_of(access(cast, team))
    return guide.next.name if guide and guide.next else None


def test_who_begins_a_team_leads_it_and_takes_contacts_and_makes_keys(cast, client, team):
    member = Member.objects.get(team=team)
    assert (member.user, member.role) == (cast.administrator, Role.LEAD)
    assert list(KeyForm(team=team).fields["user"].queryset) == [member]


def test_the_first_step_makes_a_team_and_keeps_the_file(cast, team):
    assert current_team(team)[0].timezone == "UTC"
    assert Import.objects.get(team=team).file_name == "calls.csv"
    assert step(cast, team) == "columns"


def test_the_history_proposes_queues_people_hours_and_handle_times(team):
    read(team)
    document = propose(team).document
    queues = {queue["name"]: queue for queue in document["queue"]}
    assert {name: queue["channel"] for name, queue in queues.items()} == {
        "sales calls": "phone",
        "letters": "email",
    }
    assert queues["sales calls"]["handle_time"] == "4 min"
    assert queues["letters"]["service"] == "deferred"
    assert [agent["name"] for agent in document["agent"]] == ["Kim", "Lou", "Max"]
    assert document["hours"] == {
        **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-18:00"),
        "closed_on_holidays": True,
    }


def test_the_way_leads_through_team_and_goals_to_the_plan(cast, client, team):
    read(team)
    assert step(cast, team) == "team"
    page = client.get(f"/t/{team.slug}/setup/team/").content.decode()
    assert "Kim\nLou\nMax" in page.replace("\r", "")
    answers = {"people": "Kim\nLou\nMax\nNoa", "weekly_hours": "35", "country": "", "based_on": "1"}
    answers |= {f"week_{day}": "08:00-18:00" for day in range(5)}
    client.post(f"/t/{team.slug}/setup/team/", answers)

    settings = current_team(team)[0]
    assert [agent.name for agent in settings.agents] == ["Kim", "Lou", "Max", "Noa"]
    assert {agent.weekly_hours for agent in settings.agents} == {35}
    assert all(settings.agents[-1].serves(queue) for queue in settings.queues)
    assert step(cast, team) == "goals"

    goals = {"based_on": "2"}
    for at, queue in enumerate(settings.queues):
        goals |= {f"q{at}-channel": str(queue.channel), f"q{at}-share": "85", f"q{at}-within": "30 s"}
        goals |= {f"q{at}-handle_time": "4 min"}
    client.post(f"/t/{team.slug}/setup/goals/", goals)
    assert {queue.goal.share for queue in current_team(team)[0].queues} == {0.85}
    assert step(cast, team) == "plan"


def test_what_is_typed_is_there_again_after_the_browser_was_closed(cast, client, team):
    read(team)
    client.post(f"/t/{team.slug}/setup/draft/team/", {"people": "Half a na", "weekly_hours": "20"})
    page = cast.client(cast.administrator).get(f"/t/{team.slug}/setup/team/").content.decode()
    assert "Half a na" in page
    assert step(cast, team) == "team"


def test_a_wrong_answer_is_explained_beside_its_field_and_kept(client, team):
    read(team)
    answers = {"people": "Kim\nLou", "weekly_hours": "35", "week_0": "eight to five", "based_on": "1"}
    page = client.post(f"/t/{team.slug}/setup/team/", answers).content.decode()
    assert "errorlist" in page
    assert "eight to five" in page
    assert current_team(team)[1].number == 1


def test_without_names_the_size_follows_from_the_work(client):
    lines = history().decode().splitlines()
    nameless = "\n".join(
        [lines[0], *(line.replace("Kim", "").replace("Lou", "").replace("Max", "") for line in lines[1:])]
    )
    upload = SimpleUploadedFile("calls.csv", nameless.encode())
    client.post("/start/", {"name": "Nameless", "timezone": "UTC", "file": upload})
    team = Team.objects.get(slug="nameless")
    read(team)
    agents = propose(team).document["agent"]
    # 100 calls of 4 minutes and 100 letters of 10 a week are 23 hours of work, but 50 hours are open
    assert len(agents) == 2


def test_weekdays_that_differ_by_chance_alone_get_the_same_hours(client):
    """On Wednesdays somebody happens to come half an hour earlier; that is no other opening time."""
    lines = history().decode().splitlines()
    early = [
        line.replace("T08:07", "T07:37").replace(",c", ",e")
        for line in lines[1:]
        if "T08:07" in line and datetime.fromisoformat(line.split(",")[1]).weekday() == 2
    ]
    upload = SimpleUploadedFile("calls.csv", "\n".join([*lines, *(f"e{row}" for row in early)]).encode())
    client.post("/start/", {"name": "Even", "timezone": "UTC", "file": upload})
    team = Team.objects.get(slug="even")
    read(team)
    hours = propose(team).document["hours"]
    assert hours == dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours["mon"]) | {
        "closed_on_holidays": True
    }


def test_a_team_without_history_can_be_set_up_too(cast, client):
    client.post("/start/", {"name": "Later", "timezone": "Asia/Shanghai"})
    team = Team.objects.get(slug="later")
    assert step(cast, team) == "upload"
    assert client.get(f"/t/{team.slug}/setup/team/").status_code == 200


def test_the_guide_is_for_those_who_may_and_can_be_put_away(cast, client, team):
    Member.objects.create(team=team, user=cast.agent, role=Role.AGENT)
    assert guide_of(open_team(cast.agent, team.slug, needs=Permission.SEE_TEAM)) is None
    assert 'class="guide"' in client.get(f"/t/{team.slug}/").content.decode()
    client.post(f"/t/{team.slug}/setup/finish/")
    assert 'class="guide"' not in client.get(f"/t/{team.slug}/").content.decode()
    assert GuidedStart.objects.get(team=team).finished_at is not None


def make_plan_job(team, state: JobState) -> Job:
    ended = timezone.now() if state not in UNFINISHED else None
    return Job.objects.create(
        kind="make_plan", team=team, state=state, created_at=timezone.now(), finished_at=ended
    )


@pytest.fixture
def ready(team) -> Team:
    """A team whose next step is its plan."""
    read(team)
    for name in ("team", "goals"):
        confirm_step(team=team, step=name)
    return team


def test_while_the_plan_is_made_the_guide_leads_to_that_work(cast, client, ready):
    job = make_plan_job(ready, JobState.RUNNING)
    step = guide_of(access(cast, ready)).next
    assert (step.name, step.is_at_work, step.url) == ("plan", True, job.get_absolute_url())
    elsewhere = client.get(f"/t/{ready.slug}/ledger/").content.decode()
    assert "At work: Plan" in elsewhere
    assert "Go on: Plan" not in elsewhere
    there = client.get(job.get_absolute_url()).content.decode()
    assert "guide-on" not in there


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_a_plan_that_was_not_made_is_asked_for_again(cast, ready, state):
    make_plan_job(ready, state)
    step = guide_of(access(cast, ready)).next
    assert (step.is_at_work, step.url) == (False, f"/t/{ready.slug}/planning/make/")


def test_a_file_that_was_refused_asks_for_its_columns_again(cast, client, team):
    record = Import.objects.get(team=team)
    record.state, record.job, record.finished_at = ImportState.REFUSED, uuid4(), timezone.now()
    record.save()
    assert step(cast, team) == "columns"


def test_below_the_page_of_a_step_the_guide_does_not_send_back(client, ready):
    page = client.get(f"/t/{ready.slug}/planning/make/").content.decode()
    assert 'class="guide"' in page
    assert "guide-on" not in page


def test_a_lead_is_led_along_the_way_with_a_team_of_theirs(cast):
    client = cast.client(cast.lead)
    page = client.get("/start/").content.decode()
    assert cast.team.name in page
    assert cast.other_team.name not in page
    answer = client.post(f"/t/{cast.team.slug}/setup/")
    assert answer.headers["Location"] == f"/t/{cast.team.slug}/ledger/"
    guide = guide_of(open_team(cast.lead, cast.team.slug, needs=Permission.EDIT_TEAM))
    assert guide.next.name == "upload"
    assert [step.name for step in guide.steps if step.is_done] == ["team", "goals"]


def test_settings_that_somebody_made_are_not_guessed_anew(cast):
    client = cast.client(cast.lead)
    client.post(f"/t/{cast.team.slug}/setup/")
    page = client.get(f"/t/{cast.team.slug}/setup/team/").content.decode()
    for agent in current_team(cast.team)[0].agents:
        assert agent.name in page


def test_a_step_agreed_to_leads_to_the_settings_themselves(cast):
    cast.client(cast.lead).post(f"/t/{cast.team.slug}/setup/")
    guide = guide_of(open_team(cast.lead, cast.team.slug, needs=Permission.EDIT_TEAM))
    urls = {step.name: step.url for step in guide.steps}
    assert urls["team"] == f"/t/{cast.team.slug}/settings/people/"
    assert urls["goals"] == f"/t/{cast.team.slug}/settings/queues/"


@pytest.mark.parametrize(("typed", "kim", "lou"), [("40", 40, 20), ("30", 30, 30)])
def test_hours_of_single_people_stay_unless_others_are_typed(typed, kim, lou):
    document = provisional_document(name="Desk", timezone="UTC")
    document["agent"] = [{"name": "Kim", "weekly_hours": 40}, {"name": "Lou", "weekly_hours": 20}]
    answers = {"people": "Kim\nLou\nNew", "weekly_hours": typed, "week_0": "08:00-18:00"}
    form = SetupTeamForm(answers, initial=SetupTeamForm.initial_from(document))
    assert form.is_valid(), form.errors
    hours = {each["name"]: each["weekly_hours"] for each in form.applied_to(document)["agent"]}
    assert hours == {"Kim": kim, "Lou": lou, "New": float(typed)}


def test_a_guide_that_was_put_away_is_taken_up_where_it_stood(cast, client, team):
    read(team)
    client.post(f"/t/{team.slug}/setup/finish/")
    client.post(f"/t/{team.slug}/setup/")
    assert GuidedStart.objects.get(team=team).finished_at is None
    assert step(cast, team) == "team"


def test_whoever_sets_up_no_team_is_told_whom_to_ask(cast):
    page = cast.client(cast.agent).get("/start/").content.decode()
    assert "Ask yours, or an administrator" in page
    assert cast.client(cast.agent).post(f"/t/{cast.team.slug}/setup/").status_code == 403


def test_only_administrators_begin_teams(cast):
    assert cast.client(cast.lead).post("/start/", {"name": "Mine", "timezone": "UTC"}).status_code == 403
    assert not Team.objects.filter(name="Mine").exists()
