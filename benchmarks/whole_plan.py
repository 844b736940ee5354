"""A whole plan, stage by stage: the demo team of fourteen and the large bank's 370 people, two weeks each.

    python benchmarks/whole_plan.py [demo|bank]

`halfhour plan` promises the bank in under three minutes on two cores. The bank needs the public data
sets beside the repository.
"""

import os
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
CALLS = ROOT.parent / "shared" / "data" / "calls-bank-2003" / "calls_5min.csv"
TODAY = date(2026, 11, 18)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
os.environ.setdefault("SECRET_KEY", "for-a-benchmark")


def main() -> None:
    import django

    django.setup()
    from halfhour.demo import demo_history, demo_team, write_history
    from halfhour.ledger.halfhours import queue_histories
    from halfhour.ledger.reading import read_history
    from halfhour.people.teamfile import read_team

    wanted = sys.argv[1:] or ["demo", "bank"]
    if "demo" in wanted:
        team, path = demo_team(), ROOT / "build" / "benchmark-history.csv"
        path.parent.mkdir(exist_ok=True)
        started = perf_counter()
        contacts = demo_history(team=team, last_on=TODAY - timedelta(days=1))
        print(f"demo: {contacts.height:,} contacts generated in {perf_counter() - started:.1f} s")
        write_history(contacts, path, timezone=team.timezone)
        started = perf_counter()
        history = read_history([path], timezone=team.timezone)
        known = queue_histories(history=history, team=team, timezone=team.timezone)
        print(f"demo: read in {perf_counter() - started:.1f} s")
        stages("demo", known, team, TODAY - timedelta(days=TODAY.weekday()))
    if "bank" in wanted and CALLS.exists():
        team = read_team(ROOT / "examples" / "bank.toml")
        history = read_history([CALLS], mapping={"offered": "calls"}, timezone=team.timezone)
        known = queue_histories(history=history, team=team, timezone=team.timezone)
        stages("bank", known, team, None)


def stages(name: str, known: Mapping, team, first_on: date | None) -> None:  # type: ignore[no-untyped-def, type-arg]
    from halfhour.engine.plan import Progress, default_first_on, make_plan, plan_figures

    began: dict[str, float] = {}
    started = perf_counter()

    def hear(progress: Progress) -> None:
        began.setdefault(progress.stage, perf_counter())

    plan = make_plan(
        histories=known,
        team=team,
        first_on=first_on or default_first_on(known),
        weeks=2,
        on_progress=hear,
    )
    ended = perf_counter()
    ends = [*list(began.values())[1:], ended]
    for stage, (begin, end) in zip(began, zip(began.values(), ends, strict=True), strict=True):
        print(f"{name}: {stage:9} {end - begin:7.1f} s")
    figures = plan_figures(plan)
    print(
        f"{name}: {len(team.agents)} people in {ended - started:.1f} s; {figures.covered_share:.1%} of the"
        f" opening hours fully staffed, {figures.breaches} breaches"
    )


if __name__ == "__main__":
    main()
