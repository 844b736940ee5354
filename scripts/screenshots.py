"""Take every page's picture into docs/images: light, dark, and on a phone.

python scripts/screenshots.py [part of a picture's name ...]

The demo lives in build/screenshots on a day that stays the same, with server and browser set to that
day, so the pictures change only when the pages or the plans do. It is made anew whenever all pictures
are taken; a few are taken of the demo as it was then.
"""

import argparse
import base64
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.browser import launch
from support.house import House
from support.servers import free_port

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
WORK = ROOT / "build" / "screenshots"
TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 9, 40, tzinfo=UTC)  # 10:40 in Berlin, where the demo team works
DEMO = "/t/larkspur-bikes-demo/"
NEW = "/t/juniper-travel/"
CHANGES = "2 sick\n+1 person 12:00-20:00\nPhone handle time -10%\n"
QUALITY = 68
ANSWER_MS = 120_000  # the simulator may be compiled first
SETTLE_MS = 500  # charts draw once their data is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    name: str
    width: int
    height: int
    scheme: str
    scale: float = 1.0


VARIANTS = (
    Variant(name="light", width=1440, height=900, scheme="light"),
    Variant(name="dark", width=1440, height=900, scheme="dark"),
    Variant(name="phone", width=390, height=844, scheme="light", scale=1.5),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page: who looks at it, what they type and press before it is taken, and what shows."""

    name: str
    path: str
    who: str = "lead"
    typed: tuple[str, str] = ("", "")  # into which field, and what
    press: str = ""
    shows: str = ""


def of_demo(name: str, path: str, **more: str) -> Picture:
    return Picture(name=name, path=DEMO + path, **more)


PAGES = (
    Picture(name="log-in", path="/account/login/", who=""),
    Picture(name="home", path="/"),
    Picture(name="account", path="/account/"),
    of_demo("ledger", "ledger/"),
    of_demo("ledger-found", "ledger/imports/1/"),
    of_demo("contacts", "ledger/contacts/"),
    of_demo("heat-maps", "insight/"),
    of_demo("response-times", "insight/response-times/"),
    of_demo("shrinkage", "insight/shrinkage/"),
    of_demo("customers", "customers/"),
    of_demo("one-customer", "customers/6/"),
    of_demo("plans", "planning/"),
    of_demo("plan", "planning/1/"),
    of_demo("forecast", "planning/1/forecast/"),
    of_demo("requirement", "planning/1/requirement/"),
    of_demo("small-team", f"planning/1/small-team/?on={TODAY}"),
    of_demo("small-team-sharing", f"planning/1/small-team/?on={TODAY}#sharing-title"),
    of_demo("what-if", f"planning/1/what-if/?on={TODAY}", typed=("#lines", CHANGES)),
    of_demo(
        "what-if-answer",
        f"planning/1/what-if/?on={TODAY}",
        typed=("#lines", CHANGES),
        press="[data-play]",
        shows="#answer .answer-glance",
    ),
    of_demo("roster", "planning/1/roster/"),
    of_demo("roster-shift", "planning/2/roster/", press="td[data-agent] .shift"),
    of_demo("publish", "planning/2/publish/"),
    of_demo("plan-history", "planning/1/history/"),
    of_demo("plan-files", "planning/1/files/"),
    of_demo("desk-workspace", "desk/?view=open", who="agent"),
    of_demo("desk-ticket", "desk/58/", who="agent"),
    of_demo("desk-board", "desk/board/"),
    of_demo("desk-new-ticket", "desk/new/", who="agent"),
    of_demo("desk-goals", "desk/goals/"),
    of_demo("desk-triage", "desk/triage/"),
    of_demo("desk-macros", "desk/macros/"),
    of_demo("desk-hand-offs", "desk/hand-offs/"),
    of_demo("desk-complaints", "desk/complaints/"),
    of_demo("desk-ratings", "desk/ratings/"),
    of_demo("desk-promises", "desk/promises/"),
    of_demo("desk-routing", "desk/routing/"),
    of_demo("desk-api-keys", "api-keys/"),
    Picture(name="desk-form", path="/help/larkspur-bikes-demo/", who=""),
    of_demo("my-day", "today/", who="agent"),
    of_demo("everyones-day", "today/everyone/"),
    of_demo("settings-team", "settings/team/"),
    of_demo("settings-hours", "settings/hours/"),
    of_demo("settings-queues", "settings/queues/"),
    of_demo("settings-queue", "settings/queues/0/"),
    of_demo("settings-people", "settings/people/"),
    of_demo("settings-person", "settings/people/0/"),
    of_demo("settings-sessions", "settings/sessions/"),
    of_demo("settings-time-off", "settings/time-off/"),
    of_demo("settings-rules", "settings/rules/"),
    of_demo("settings-shrinkage", "settings/shrinkage/"),
    of_demo("team-file", "settings/file/"),
    of_demo("versions", "settings/versions/"),
    of_demo("members", "members/"),
)

# The guided start of a second team, step by step: what happens first, then the page it leads to.
STEPS: tuple[tuple[str, Picture], ...] = (
    ("", Picture(name="start-1-team", path="/start/", who="admin")),
    ("begin()", Picture(name="start-2-columns", path=NEW + "ledger/imports/1/", who="admin")),
    ("read_the_file()", Picture(name="start-3-found", path=NEW + "ledger/imports/1/", who="admin")),
    ("", Picture(name="start-4-people", path=NEW + "setup/team/", who="admin")),
    ("agree_to_the_team()", Picture(name="start-5-goals", path=NEW + "setup/goals/", who="admin")),
    ("agree_to_the_goals()", Picture(name="start-6-plan", path=NEW + "planning/make/", who="admin")),
    ("be_at_work()", Picture(name="job", path="/jobs/11111111-1111-4111-8111-111111111111/", who="admin")),
)

AT_THIS_TIME = f"""
import time_machine
time_machine.travel({NOW.isoformat()!r}, tick=True).start()
"""
HANDS = """
import sys
from uuid import UUID
from zoneinfo import ZoneInfo
from pathlib import Path
from django.utils import timezone
from halfhour.jobs.actions import start_job
from halfhour.jobs.models import Job, JobState
from halfhour.jobs.running import run_here
from halfhour.ledger.actions import choose_options, import_history, store_file
from halfhour.ledger.models import Import
from halfhour.ledger.options import options_document
from halfhour.people.actions import save_team_version
from halfhour.people.models import Team, User
from halfhour.people.queries import latest_version
from halfhour.people.teamfile import team_from_document
from halfhour.planning.actions.drafts import copy_plan, rename_plan
from halfhour.planning.actions.editing import move_shift
from halfhour.planning.actions.small_team import ask_for_study
from halfhour.planning.edits import Place, Wanted
from halfhour.planning.refusals import BreaksRules, PlanRefused
from halfhour.planning.models import Plan
from halfhour.planning.small_team import StudyQuestion
from halfhour.web.actions import begin_guided_start, confirm_step
from halfhour.web.proposal import propose

now = timezone.now()
admin = User.objects.get(username="admin")
new_team = lambda: Team.objects.get(slug="juniper-travel")


def name_everybody():
    names = {"admin": "Olga Admin", "lead": "Lena Vogt", "planner": "Paul Horak", "agent": "Dmitri Volkov"}
    for user in User.objects.filter(username__in=names):
        user.first_name, user.last_name = names[user.username].split()
        user.save(update_fields=["first_name", "last_name"])


def copy_the_plan_and_change_it():
    lead = User.objects.get(username="lead")
    draft = copy_plan(plan=Plan.objects.get(number=1), by=lead, at=now)
    draft = rename_plan(plan=draft, name="Earlier on Monday", by=lead, at=now)
    for shift in draft.shifts.filter(on="2026-03-09"):
        starts_at = shift.starts_at.astimezone(ZoneInfo("Europe/Berlin"))
        place = Place(agent=shift.agent, on=shift.on)
        minute = starts_at.hour * 60 + starts_at.minute - 30
        given = Wanted(place=place, starts_minute=minute, paid_minutes=shift.paid_seconds // 60)
        try:
            move_shift(plan=draft, taken=place, given=given, by=lead, at=now, revision=draft.revision)
        except (PlanRefused, BreaksRules):
            continue
        return


def study_a_day():
    question = StudyQuestion(plan=Plan.objects.get(number=1), on=now.date(), queues=("Phone", "Chat"))
    job = ask_for_study(question=question, by=User.objects.get(username="lead"), at=now)
    run_here(job_id=str(job.id))


def begin():
    team = begin_guided_start(name="Juniper Travel", timezone="Europe/Berlin", by=admin, at=now)
    store_file(team=team, path=Path(sys.argv[1]), by=admin, at=now)


def read_the_file():
    record = Import.objects.get(team=new_team())
    choose_options(record=record, options=options_document(timezone="Europe/Berlin"))
    import_history(record=record, at=now)


def agree_to_the_team():
    team = new_team()
    save_team_version(
        team=team,
        settings=team_from_document(propose(team).document),
        based_on=latest_version(team).number,
        by=admin,
        at=now,
        note="From the guided start",
    )
    confirm_step(team=team, step="team")


def agree_to_the_goals():
    confirm_step(team=new_team(), step="goals")


def be_at_work():
    Job.objects.create(
        id=UUID("11111111-1111-4111-8111-111111111111"),
        kind="make_plan",
        team=new_team(),
        by=admin,
        state=JobState.RUNNING,
        progress=0.62,
        note="Making the roster",
        attempts=1,
        created_at=now,
        started_at=now,
        heartbeat_at=now,
    )
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="*", help="pictures whose names hold one of these; without, all")
    only = parser.parse_args().only
    if not only:
        shutil.rmtree(WORK, ignore_errors=True)
    house = fresh_house()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with serving(house) as url:
            camera = Camera(browser=browser, url=url, words=words_of(house), only=only)
            camera.take(PAGES)
            for happening, picture in STEPS:
                if happening:
                    act(house, happening)
                camera.take((picture,))
            camera.take_report(of_demo("report", "planning/1/files/report.html"))
        browser.close()
    total = sum(path.stat().st_size for path in IMAGES.iterdir())
    print(f"{camera.taken} pictures taken; {IMAGES.relative_to(ROOT)} holds {total / 1e6:.1f} MB")


def fresh_house() -> House:
    """A copy of the demo, so that every run starts from the same rows."""
    kept, copy = WORK / "demo", WORK / "house"
    if not (kept / "ready").exists():
        shutil.rmtree(kept, ignore_errors=True)
        halfhour(House(folder=kept), "demo", "--no-serve", "--quiet", "--today", str(TODAY))
        (kept / "ready").touch()
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(kept, copy)
    house = House(folder=copy)
    write_newcomers_file()
    act(house, "name_everybody()", "copy_the_plan_and_change_it()", "study_a_day()")
    return house


def halfhour(house: House, *arguments: str) -> None:
    command = [sys.executable, "-c", "from halfhour.cli import main; main()", *arguments]
    subprocess.run(command, env=plain_env(house), check=True, cwd=ROOT)


def plain_env(house: House) -> dict[str, str]:
    return house.env | {"DJANGO_SETTINGS_MODULE": "halfhour.settings", "LOG_LEVEL": "ERROR"}


def newcomers_file() -> Path:
    return WORK / "tickets-of-our-old-desk.csv"


def write_newcomers_file() -> None:
    """The last ten weeks of the demo's contacts as another desk might export them, with three bad rows."""
    import polars as pl

    folder = WORK / "export"
    if not (folder / "history.csv").exists():
        halfhour(House(folder=WORK / "demo"), "demo", "--export", str(folder), "--today", str(TODAY))
    history = pl.read_csv(folder / "history.csv", infer_schema=False).tail(12_000)
    times = {"opened_at": "Created", "answered_at": "First reply", "resolved_at": "Resolved"}
    shown = history.select(
        pl.col("contact_id").str.replace("demo-", "").alias("Ticket ID"),
        pl.col("queue").alias("Queue"),
        pl.col("channel").alias("Channel"),
        pl.col("agent").alias("Assignee"),
        *(
            pl.col(ours).str.slice(0, 19).str.replace("T", " ").alias(theirs)
            for ours, theirs in times.items()
        ),
        pl.col("handle_seconds").alias("Handle time"),
    )
    bad = shown.head(3).with_columns(pl.Series("Created", ["yesterday", "2026-02-30 09:00:00", ""]))
    pl.concat([shown, bad]).write_csv(newcomers_file())


def act(house: House, *calls: str) -> None:
    code = AT_THIS_TIME + "import django; django.setup()\n" + HANDS + "\n".join(calls)
    command = [sys.executable, "-c", code, str(newcomers_file())]
    subprocess.run(command, env=plain_env(house), check=True, cwd=ROOT)


def words_of(house: House) -> dict[str, str]:
    kept = json.loads((house.folder / "demo-logins.json").read_text())
    return {each["username"]: each["password"] for each in kept}


@contextmanager
def serving(house: House) -> Iterator[str]:
    """Pages without a worker, on the day of the demo."""
    port = free_port()
    code = AT_THIS_TIME + "from halfhour.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--no-worker", "--port", str(port)],
        env=plain_env(house),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    try:
        wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 90
    while True:
        try:
            urlopen(f"{url}/account/login/", timeout=10).close()
            return
        except OSError:
            if time.monotonic() > until or process.poll() is not None:
                raise
            time.sleep(0.3)


class Camera:
    """Browsers of every variant and person, opened when first wanted."""

    def __init__(self, *, browser: Browser, url: str, words: dict[str, str], only: list[str]) -> None:
        self.browser, self.url, self.words, self.only = browser, url, words, only
        self.contexts: dict[tuple[Variant, str], BrowserContext] = {}
        self.taken = 0

    def take(self, pictures: tuple[Picture, ...]) -> None:
        for picture in pictures:
            if self.is_wanted(picture):
                for variant in VARIANTS:
                    self.one(picture, variant)

    def is_wanted(self, picture: Picture) -> bool:
        return not self.only or any(part in picture.name for part in self.only)

    def one(self, picture: Picture, variant: Variant) -> None:
        page = self.context(variant, picture.who).new_page()
        page.clock.set_fixed_time(NOW)
        answer = page.goto(self.url + picture.path)
        page.wait_for_load_state("networkidle")
        if answer is None or not answer.ok:
            raise SystemExit(f"{picture.path} answered {answer.status if answer else 'nothing'}")
        field, text = picture.typed
        if field:
            page.locator(field).fill(text)
        if picture.press:
            page.locator(picture.press).first.click()
            page.wait_for_load_state("networkidle")
        if picture.shows:
            page.locator(picture.shows).wait_for(timeout=ANSWER_MS)
            page.locator(picture.shows).scroll_into_view_if_needed()
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            print(f"{picture.name} is wider than the screen ({variant.name})")
        self.keep(page, f"{picture.name}-{variant.name}")

    def take_report(self, picture: Picture) -> None:
        """The report is a file of its own: opened from the disk, as its reader does."""
        if not self.is_wanted(picture):
            return
        context = self.context(VARIANTS[0], picture.who)
        file = WORK / "report.html"
        file.write_bytes(context.request.get(self.url + picture.path).body())
        for variant in VARIANTS:
            page = self.context(variant, picture.who).new_page()
            page.goto(file.as_uri())
            self.keep(page, f"{picture.name}-{variant.name}")

    def keep(self, page: Page, name: str) -> None:
        page.wait_for_timeout(SETTLE_MS)
        session = page.context.new_cdp_session(page)
        shot: dict[str, Any] = session.send(
            "Page.captureScreenshot", {"format": "webp", "quality": QUALITY, "optimizeForSpeed": False}
        )
        (IMAGES / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
        self.taken += 1
        page.close()

    def context(self, variant: Variant, who: str) -> BrowserContext:
        if (variant, who) not in self.contexts:
            context = self.browser.new_context(
                viewport={"width": variant.width, "height": variant.height},
                device_scale_factor=variant.scale,
                color_scheme=variant.scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
                timezone_id="Europe/Berlin",
                locale="en-GB",
            )
            if who:
                self.log_in(context, who)
            self.contexts[variant, who] = context
        return self.contexts[variant, who]

    def log_in(self, context: BrowserContext, who: str) -> None:
        page = context.new_page()
        page.goto(f"{self.url}/account/login/")
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", self.words[who])
        page.click("main button.btn-primary")
        page.wait_for_load_state("networkidle")
        page.close()


if __name__ == "__main__":
    main()
