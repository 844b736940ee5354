"""The data folder and its database are for the account that Halfhour runs as."""

import os
import stat
import subprocess
import sys

from halfhour.data_folder import make_data_folder

HALFHOUR = [sys.executable, "-c", "from halfhour.cli import main; main()"]
WRITE_AND_LOOK = """
from pathlib import Path
from django.conf import settings
from django.db import connection
connection.cursor().execute("create table kept (id integer)")
for each in sorted(Path(settings.DATA_DIR).iterdir()):
    print(each.name, oct(each.stat().st_mode & 0o777))
"""


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_reads_the_folder_or_the_database_in_it(tmp_path):
    folder = tmp_path / "new" / "house"
    env = os.environ | {"HALFHOUR_DATA": str(folder), "DATABASE_URL": "", "SECRET_KEY": "kept elsewhere"}
    env |= {"DJANGO_SETTINGS_MODULE": "halfhour.settings"}
    command = [*HALFHOUR, "manage", "shell", "--no-imports", "-c", WRITE_AND_LOOK]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, umask=0o022)
    names = ("halfhour.sqlite3", "halfhour.sqlite3-shm", "halfhour.sqlite3-wal")
    assert done.stdout.splitlines() == [f"{name} 0o600" for name in names]
    assert rights(folder) == 0o700


def test_a_folder_that_is_there_keeps_the_rights_it_was_given(tmp_path):
    tmp_path.chmod(0o750)
    make_data_folder(tmp_path)
    assert rights(tmp_path) == 0o750
