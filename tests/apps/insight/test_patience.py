"""Patience of live queues in what `halfhour analyse` tells."""

import csv
import json
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from halfhour.cli.analyse import command
from halfhour.engine.team import Channel, Goal, OpeningHours, Queue, Service, Team
from halfhour.insight.analysis import analyse_history
from halfhour.ledger.reading import read_history
from support.opening import weekly

HEAD = "contact_id,opened_at,queue,channel,wait_seconds,answered_at,abandoned_at\n"
MEAN_PATIENCE, MEAN_ANSWER, CALLS = 90, 60, 400


def queue(name: str, channel: Channel, service: Service, seconds: int) -> Queue:
    return Queue(name=name, channel=channel, service=service, goal=Goal(within_seconds=seconds, share=0.8))


TEAM = Team(
    name="Support",
    timezone="UTC",
    country="DE",
    hours=OpeningHours(periods=weekly("09:00-17:00")),
    queues=(
        queue("phone", Channel.PHONE, Service.LIVE, 30),
        queue("mail", Channel.EMAIL, Service.DEFERRED, 14_400),
    ),
    agents=(),
)


def calls(name: str = "phone", channel: str = "phone") -> list[str]:
    """Rows of callers with a mean patience of 90 s, answered after 60 s on average."""
    rng = np.random.default_rng(12)
    rows = []
    for number in range(CALLS):
        patient, answered = np.ceil(rng.exponential([MEAN_PATIENCE, MEAN_ANSWER]))
        at = f"2024-06-10T{9 + number // 60:02}:{number % 60:02}"
        end = f"{at}:00Z"
        waited = int(min(patient, answered))
        told = f"{end}," if answered <= patient else f",{end}"
        rows.append(f"{name}{number},{at}:00Z,{name},{channel},{waited},{told}")
    return rows


def written(folder: Path, rows: list[str]) -> Path:
    path = folder / "contacts.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def patience(path: Path, *, team: Team | None = TEAM, **more):
    return analyse_history(read_history([path], timezone="UTC"), team=team, **more).patience


def test_a_live_queue_tells_how_long_its_customers_would_wait(tmp_path):
    (found,) = patience(written(tmp_path, calls()))

    assert (found.queue, found.waited) == ("phone", CALLS)
    assert found.mean.low < MEAN_PATIENCE < found.mean.high
    assert found.median.low < MEAN_PATIENCE * np.log(2) < found.median.high
    assert found.goal_seconds == 30
    assert found.at_goal.low < np.exp(-30 / MEAN_PATIENCE) < found.at_goal.high


def test_deferred_queues_have_no_patience(tmp_path):
    both = written(tmp_path, calls() + calls("mail", "email"))
    assert [row.queue for row in patience(both)] == ["phone"]


def test_without_a_team_the_channel_says_whether_somebody_waited(tmp_path):
    rows = calls() + calls("post", "email") + calls("unknown", "")
    found = patience(written(tmp_path, rows), team=None)
    assert [(row.queue, row.goal_seconds, row.at_goal) for row in found] == [
        ("phone", None, None),
        ("unknown", None, None),
    ]


def test_the_goal_asked_for_stands_where_the_team_has_none(tmp_path):
    (found,) = patience(written(tmp_path, calls()), team=None, within_seconds=60)
    assert found.goal_seconds == 60
    assert found.at_goal.low < np.exp(-60 / MEAN_PATIENCE) < found.at_goal.high


def test_where_nobody_gave_up_or_nobody_was_answered_nothing_is_told(tmp_path):
    answered = [row for row in calls() if row.endswith(",")]
    lost = [row for row in calls() if not row.endswith(",")]
    assert (patience(written(tmp_path, answered)), patience(written(tmp_path, lost))) == ((), ())


def test_open_contacts_are_not_taken_for_the_most_patient(tmp_path):
    unknown = [f"open{n},2024-06-10T09:00:00Z,phone,phone,,," for n in range(50)]
    (found,) = patience(written(tmp_path, calls() + unknown))
    assert found.waited == CALLS


def test_the_command_shows_it_and_writes_it(tmp_path):
    history, out = written(tmp_path, calls()), tmp_path / "out"
    arguments = [str(history), "--within", "30 s", "--out", str(out)]
    shown = CliRunner().invoke(command, arguments, env={"COLUMNS": "160"})

    assert shown.exit_code == 0
    assert "Patience" in shown.stdout
    assert "Still there at goal" in shown.stdout
    with (out / "patience.csv").open(encoding="utf-8", newline="") as source:
        (row,) = csv.DictReader(source)
    told = json.loads((out / "summary.json").read_text("utf-8"))["patience"][0]
    assert (row["queue"], row["waited"], row["goal_seconds"]) == ("phone", str(CALLS), "30")
    assert float(row["median_seconds"]) == told["median_seconds"]
    assert float(row["share_at_goal"]) == told["share_at_goal"]


def test_few_who_gave_up_are_told_as_few_and_what_lies_beyond_all_waits_stays_open(tmp_path):
    history = written(tmp_path, calls()[:30])
    shown = CliRunner().invoke(command, [str(history), "--json"])

    (told,) = json.loads(shown.stdout)["patience"]
    assert "patience.too_few" in {reason["kind"] for reason in told["reasons"]}
    assert told["median_high"] is None or told["median_high"] > told["median_seconds"]
