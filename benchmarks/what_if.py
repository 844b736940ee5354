"""What-if on a 75-agent day: 1,000 replications of both sides, answered within a second of the click.

    .venv/bin/python benchmarks/what_if.py            # through a real server, and what it is made of
    .venv/bin/python benchmarks/what_if.py engine     # without a server

A team of 75 answers phone, chat and e-mail from 08:00 to 20:00: some 7,000 contacts a day. A real
`halfhour serve` runs over a data folder of its own; each question is posted as the page posts it, by a
person who is logged in, and timed from the click's request to the last byte of the answer. Every question
is of another day than the ones before: nothing is remembered from before. Half of them are asked on a page
that has been open for a few seconds, in which the day as planned has been played; the other half of days
whose page nobody has opened, so that both sides are played after the click.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener, urlopen

import numpy as np
from _harness import Row, report

if TYPE_CHECKING:
    from halfhour.engine.plan import Plan
    from halfhour.engine.team import Team

ROOT = Path(__file__).resolve().parents[1]
MONDAY = date(2026, 11, 30)
WEEKS = 5
QUESTIONS = 9
READING_SECONDS = 3.0
GOAL_SECONDS = 1.0
REPLICATIONS = 1000
SEED = 1
LINES = "+1 person 12:00-20:00 for Phone\n2 sick\nlunch spread 11:30-14:00\nvolume Phone +30 % 10:00-14:00"
PASSWORD = "half-hours-count"

TEAM = """
[team]
name = "Seventy-five"
timezone = "Europe/Berlin"

[hours]
mon-fri = "08:00-20:00"

[[queue]]
name = "Phone"
channel = "phone"
goal = { share = 0.8, within = "20 s" }
skills = ["phone"]
handle_time = "5 min"
patience = "3 min"

[[queue]]
name = "Chat"
channel = "chat"
goal = { share = 0.8, within = "60 s" }
skills = ["chat"]
handle_time = "9 min"
patience = "4 min"
concurrency = 2

[[queue]]
name = "E-mail"
channel = "email"
goal = { share = 0.9, within = "8 h" }
skills = ["email"]
handle_time = "6 min"

[[agent]]
names = [%s]
skills = ["phone", "email"]

[[agent]]
names = [%s]
skills = ["phone", "chat"]
"""
STARTS = (480, 540, 600, 660, 690)  # minutes after midnight; who starts when follows from their number


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
    os.environ.setdefault("SECRET_KEY", "for-a-benchmark-" * 4)
    import django

    django.setup()
    plan = plan_of_75()
    engine_alone(plan)
    if "engine" not in sys.argv[1:]:
        through_the_server()


def engine_alone(plan: "Plan") -> None:
    """What the answer is made of."""
    from halfhour.engine import simulation
    from halfhour.engine.plan import plan_day
    from halfhour.engine.scenarios import answer, ask, read_scenario

    simulation.warm()
    day = plan_day(team=plan.team, on=MONDAY, forecasts=plan.forecasts, days=plan.days)
    contacts = sum(sum(queue.expected) for queue in day.queues)
    print(f"{len(day.at_work)} people at work, {contacts:,.0f} contacts a day, {len(day.queues)} queues")
    question = ask(day=day, scenario=read_scenario(LINES), replications=REPLICATIONS, seed=SEED)
    for threads in (1, 2):
        walls, works = [], []
        for _ in range(5):
            wall, work = time.perf_counter(), time.process_time()
            answer(question, threads=threads)
            walls.append(time.perf_counter() - wall)
            works.append(time.process_time() - work)
        print(
            f"both sides, {question.replications:,} replications, {threads} thread(s): {median(walls):.2f} s,"
            f" {median(works):.2f} s of processor time"
        )


def through_the_server() -> None:
    with tempfile.TemporaryDirectory(prefix="halfhour-bench-") as folder, served(Path(folder)) as address:
        person = logged_in(address)
        page = f"{address}/t/seventy-five/planning/1/what-if/"
        days = [MONDAY + timedelta(days=7 * week + day) for week in range(1, WEEKS) for day in range(5)]
        cold = [asked(person, page, day, opened=False) for day in days[:QUESTIONS]]
        usual = [asked(person, page, day, opened=True) for day in days[QUESTIONS : 2 * QUESTIONS]]
    work = "what-if on a 75-agent day, 1,000 replications, both sides"
    report(
        [
            against_goal(f"{work}, page open before", usual),
            against_goal(f"{work}, played after the click", cold),
        ]
    )


def against_goal(work: str, seconds: list[float]) -> Row:
    middle, worst = median(seconds), max(seconds)
    print(f"{work}: {middle:.2f} s in the median of {len(seconds)}, {worst:.2f} s at worst")
    ratios = [GOAL_SECONDS / each for each in seconds]
    return Row(
        work=work,
        peer="(absolute) 1 s, server",
        ratio_median=median(ratios),
        ratio_min=min(ratios),
        ratio_max=max(ratios),
        goal=1.0,
    )


def asked(person: OpenerDirector, page: str, on: date, *, opened: bool) -> float:
    """Seconds from the request to the last byte of the answer; the day's page was opened before, or not."""
    before = f"{page}?on={on}" if opened else page.removesuffix("what-if/")
    token = csrf_of(person.open(before).read().decode())
    time.sleep(READING_SECONDS if opened else 0.2)
    body = {"on": on.isoformat(), "lines": LINES, "replications": REPLICATIONS, "csrfmiddlewaretoken": token}
    request = Request(page, data=urlencode(body).encode(), headers={"HX-Request": "true", "Referer": page})
    started = time.perf_counter()
    answer = person.open(request).read().decode()
    seconds = time.perf_counter() - started
    if f"played {REPLICATIONS:,} times" not in answer:
        raise RuntimeError(f"no answer: {answer[:400]}")
    return seconds


def logged_in(address: str) -> OpenerDirector:
    person = build_opener(HTTPCookieProcessor(CookieJar()))
    page = f"{address}/account/login/"
    token = csrf_of(person.open(page).read().decode())
    body = {"login": "lena", "password": PASSWORD, "csrfmiddlewaretoken": token}
    person.open(Request(page, data=urlencode(body).encode(), headers={"Referer": page}))
    return person


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server over a folder with the team and its plan, once its simulator is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {"HALFHOUR_DATA": str(folder), "DATABASE_URL": "", "LOG_LEVEL": "WARNING"}
    subprocess.run([sys.executable, __file__, "--prepare"], env=env, check=True)
    code = "from halfhour.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--no-worker", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        wait_for(f"{address}/account/login/")
        wait_until_ready(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def wait_until_ready(address: str) -> None:
    """The first answer of a fresh server may be that it is not ready yet."""
    person = logged_in(address)
    page = f"{address}/t/seventy-five/planning/1/what-if/"
    while True:
        try:
            asked(person, page, MONDAY + timedelta(days=4), opened=True)
            return
        except RuntimeError as error:
            if "being made ready" not in str(error):
                raise
            time.sleep(1)


def prepare() -> None:
    """Tables, the team, a person who may ask, and the plan."""
    from django.core.management import call_command
    from django.utils import timezone

    from halfhour.people import actions
    from halfhour.people.models import TeamVersion
    from halfhour.planning.actions.making import save_plan

    call_command("migrate", verbosity=0)
    lena = actions.create_user(username="lena", first_name="Lena", password=PASSWORD, language="en")
    team = actions.create_team(settings=team_of_75(), by=lena, at=timezone.now())
    save_plan(
        team=team,
        version=TeamVersion.objects.get(team=team),
        made=plan_of_75(),
        made_from={},
        effort=1.0,
        by=lena,
        at=datetime.now(UTC),
    )


def team_of_75() -> "Team":
    from halfhour.people.teamfile import parse_team

    on_mail = ", ".join(f'"Ada {number}"' for number in range(45))
    on_chat = ", ".join(f'"Ben {number}"' for number in range(30))
    return parse_team(TEAM % (on_mail, on_chat), "team.toml")


def plan_of_75() -> "Plan":
    """Shifts by hand, everybody every day; forecasts so that people are busy."""
    from halfhour.engine.dayplanning import plan_days
    from halfhour.engine.intervals import interval_grid
    from halfhour.engine.plan import Plan
    from halfhour.engine.rostering import Roster, RosterProblem, RosterResult
    from halfhour.engine.rostering.edits import shift_with_breaks

    team = team_of_75()
    grid = interval_grid(
        first_on=MONDAY, last_on=MONDAY + timedelta(days=7 * WEEKS - 1), timezone=team.timezone
    )
    is_open = (grid.weekdays < 5) & (grid.slots >= 16) & (grid.slots < 40)
    forecasts = tuple(
        forecast(name, grid, is_open, busiest=busiest, handle_seconds=seconds)
        for name, busiest, seconds in (
            ("Phone", 210.0, 300.0),
            ("Chat", 60.0, 540.0),
            ("E-mail", 28.0, 360.0),
        )
    )
    requirements = tuple(requirement(team, each, grid) for each in forecasts)
    shifts = tuple(
        shift_with_breaks(
            rules=team.rules,
            agent=agent.name,
            on=on,
            starts_at=int(grid.starts[grid.dates == np.datetime64(on)][0])
            + STARTS[number % len(STARTS)] * 60,
            paid_minutes=480,
        )
        for on in (MONDAY + timedelta(days=day) for day in range(7 * WEEKS))
        if on.weekday() < 5
        for number, agent in enumerate(team.agents)
    )
    roster = Roster(shifts=tuple(sorted(shifts, key=lambda shift: (shift.starts_at, shift.agent))))
    problem = RosterProblem(
        team=team,
        first_on=MONDAY,
        weeks=WEEKS,
        grid=grid,
        requirements=requirements,
        open_seconds={queue.name: np.where(is_open, 1800, 0) for queue in team.queues},
        open_spans=(),
    )
    nobody = np.zeros((len(team.queues), len(grid)))
    result = RosterResult(
        roster=roster,
        clashes=(),
        coverage=nobody,
        shortfall=nobody,
        surplus=nobody,
        cost=0.0,
        bound=0.0,
        gap=0.0,
    )
    return Plan(
        team=team,
        first_on=MONDAY,
        weeks=WEEKS,
        seed=0,
        grid=grid,
        forecasts=forecasts,
        requirements=requirements,
        problem=problem,
        roster_result=result,
        days=plan_days(problem=problem, roster=roster),
        breaches=(),
        reasons=(),
        last_contact_on=MONDAY - timedelta(days=3),
    )


def forecast(queue: str, grid: Any, is_open: Any, *, busiest: float, handle_seconds: float) -> Any:
    from halfhour.engine.forecasting import QueueForecast

    hour = grid.slots / 2
    shape = 0.55 + 0.45 * np.exp(-((hour - 11.5) ** 2) / 6) + 0.25 * np.exp(-((hour - 16) ** 2) / 5)
    mean = np.where(is_open, busiest * shape, 0.0)
    handle = np.full(len(grid), handle_seconds)
    return QueueForecast(
        queue=queue,
        grid=grid,
        offered_mean=mean,
        offered_quantiles=np.tile(mean, (5, 1)),
        rate_spread=np.full(len(grid), 0.1),
        handle_seconds_mean=handle,
        handle_seconds_low=handle,
        handle_seconds_high=handle,
        handle_spread=np.full(len(grid), 0.05),
        model="by hand",
        scores=(),
        reasons=(),
    )


def requirement(team: "Team", each: Any, grid: Any) -> Any:
    from halfhour.engine.business_time import business_calendar, open_seconds
    from halfhour.engine.staffing import staff_queue

    calendar = business_calendar(
        hours=team.hours,
        timezone=team.timezone,
        first_on=MONDAY,
        last_on=grid.dates[-1].item() + timedelta(days=60),
    )
    return staff_queue(
        queue=team.queue(each.queue),
        forecast=each,
        open_seconds=open_seconds(calendar=calendar, grid=grid),
        calendar=calendar,
        shrinkage=team.shrinkage,
        goal_chance=0.5,
    )


if __name__ == "__main__":
    if "--prepare" in sys.argv:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
        import django

        django.setup()
        prepare()
    else:
        main()
