"""The key that signs sessions: made once, kept, readable by its owner alone."""

import os
import stat

from halfhour.secret_key import FILE_NAME, kept_secret_key


def test_the_key_is_made_once_and_kept(tmp_path):
    key = kept_secret_key(tmp_path / "data")
    assert len(key) >= 50
    assert kept_secret_key(tmp_path / "data") == key


def test_nobody_else_on_the_machine_reads_it(tmp_path):
    kept_secret_key(tmp_path)
    assert stat.S_IMODE(os.stat(tmp_path / FILE_NAME).st_mode) == 0o600


def test_every_house_has_its_own(tmp_path):
    assert kept_secret_key(tmp_path / "a") != kept_secret_key(tmp_path / "b")


def test_a_folder_that_cannot_be_written_still_gives_a_key(tmp_path):
    (tmp_path / "file").write_text("")
    assert len(kept_secret_key(tmp_path / "file")) >= 50
