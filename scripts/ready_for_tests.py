"""Make once what every process of a test run needs, and would wait for while the first one makes it.

python scripts/ready_for_tests.py

The compiled simulator, and the tables of SQLite and, where it is installed, of PostgreSQL.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
os.environ["DJANGO_SETTINGS_MODULE"] = "support.house_settings"

import django

from halfhour.engine.simulation import warm
from support.house import House
from support.servers import postgresql_programs, postgresql_server
from support.tables import kept_tables


def main() -> None:
    warm()
    with TemporaryDirectory() as folder:
        os.environ["HALFHOUR_DATA"] = folder
        django.setup()
        if not kept_tables("sqlite").exists():
            House(folder=Path(folder)).prepare()
        if not kept_tables("postgresql").exists() and postgresql_programs() is not None:
            with postgresql_server() as url:
                House(folder=Path(folder), database_url=url).prepare()


if __name__ == "__main__":
    main()
