"""A million contacts from a file into the ledger: time, rows a second, and memory at the most.

    .venv/bin/python benchmarks/import_million.py [ROWS]

Makes the file (CSV, 13 columns, from a fixed seed) and imports it with the command, in a process of
its own with an empty SQLite of its own; then imports it once more, and a newer file in which one
contact in a hundred has changed. DATABASE_URL in the environment names another, empty database.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

ROWS = 1_000_000
HEADER = (
    "contact_id,opened_at,queue,channel,category,priority,language,customer_id,agent,answered_at,"
    "resolved_at,handle_seconds,wait_seconds\n"
)
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from halfhour.people.models import Team
Team.objects.get_or_create(slug="million", defaults={"name": "Million"})
"""


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(prefix="halfhour-million-") as folder:
        env = os.environ | {"HALFHOUR_DATA": folder, "DJANGO_SETTINGS_MODULE": "halfhour.settings"}
        halfhour = str(Path(sys.executable).with_name("halfhour"))
        subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True)
        first, newer = Path(folder) / "first.csv", Path(folder) / "newer.csv"
        write_file(first, rows, changed_every=None)
        write_file(newer, rows, changed_every=100)
        print(f"{rows:,} contacts, {first.stat().st_size / 1e6:.0f} MB of CSV")
        for name, path in (
            ("new file", first),
            ("the same file again", first),
            ("newer file, 1 % changed", newer),
        ):
            seconds = timed_import(halfhour, path, env)
            print(f"{name:<26}{seconds:7.1f} s {rows / seconds:12,.0f} contacts/s")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"memory at the most, of any of them: {peak:.0f} MB")


def timed_import(halfhour: str, path: Path, env: dict[str, str]) -> float:
    began = perf_counter()
    command = [halfhour, "import", str(path), "--team", "million", "--timezone", "Europe/Berlin", "--quiet"]
    subprocess.run(command, env=env, check=True)
    return perf_counter() - began


def write_file(path: Path, rows: int, *, changed_every: int | None) -> None:
    chance = random.Random(2024)
    opened = datetime(2023, 1, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for number in range(rows):
            opened += timedelta(seconds=chance.expovariate(1 / 60))
            answered = opened + timedelta(seconds=chance.randrange(600))
            resolved = answered + timedelta(seconds=chance.randrange(86_400))
            queue = chance.choice(("phone", "chat", "email"))
            category, priority, customer = (
                chance.randrange(30),
                chance.randrange(4),
                chance.randrange(100_000),
            )
            agent, handle, wait = chance.randrange(20), chance.randrange(900), chance.randrange(600)
            if changed_every and number % changed_every == 0:
                priority = 9
            file.write(
                f"T{number:08d},{opened:%Y-%m-%d %H:%M:%S},{queue},{queue},topic {category},{priority},en,"
                f"c{customer},agent {agent},{answered:%Y-%m-%d %H:%M:%S},{resolved:%Y-%m-%d %H:%M:%S},"
                f"{handle},{wait}\n"
            )


if __name__ == "__main__":
    main()
