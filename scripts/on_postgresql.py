"""Run a command with DATABASE_URL naming a PostgreSQL of its own, gone when the command ends.

python scripts/on_postgresql.py .venv/bin/pytest tests/apps -q

Where PostgreSQL is not installed the command is left out, which is said, or counts as failed with CI=true.
"""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.servers import WANTS_POSTGRESQL, postgresql_programs, postgresql_server


def main(command: list[str]) -> int:
    if postgresql_programs() is None:
        print(f"left out: {WANTS_POSTGRESQL}", file=sys.stderr)
        return int(os.environ.get("CI") == "true")
    with postgresql_server() as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
