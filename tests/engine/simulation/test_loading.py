"""Nobody pays for the simulator who does not use it, and nobody compiles it twice."""

import errno
import importlib.util
import subprocess
import sys
from pathlib import Path

import numba
import numba.core.caching
import pytest

from halfhour.engine.simulation import _compiled, warm


def told(script: str) -> str:
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_importing_the_simulator_neither_loads_numba_nor_compiles():
    script = (
        "import sys; from halfhour.engine import simulation as s;"
        "print('numba' in sys.modules, 'scipy.stats' in sys.modules, s.is_warm())"
    )
    assert told(script) == "False False False"


def test_a_second_process_loads_what_a_first_one_compiled():
    warm()
    script = (
        "from halfhour.engine.simulation import _compiled, is_warm, warm; warm();"
        "stats = _compiled.play_days().stats;"
        "print(is_warm(), len(stats.cache_hits), len(stats.cache_misses))"
    )
    assert told(script) == "True 1 0"


SMALL = "def one_more(number):\n    return number + 1\n"


@pytest.fixture
def one_more(tmp_path, monkeypatch):
    """A function of a package that lies where nothing can be written beside it, whoever asks."""
    home = tmp_path / "package"
    home.mkdir()
    (home / "small.py").write_text(SMALL, encoding="utf-8")
    (home / "__pycache__").write_text("no folder", encoding="utf-8")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    spec = importlib.util.spec_from_file_location("small", home / "small.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.one_more


def kept_in(folder: Path) -> list[str]:
    return sorted({path.suffix for path in folder.rglob("*") if path.is_file()})


def test_a_package_that_cannot_be_written_keeps_its_code_in_the_persons_cache(
    one_more, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = _compiled.compiled(one_more, numba.int64(numba.int64))
    assert made(4) == 5
    assert kept_in(tmp_path / "cache") == [".nbc", ".nbi"]
    again = _compiled.compiled(one_more, numba.int64(numba.int64))
    assert len(again.stats.cache_hits) == 1


def test_without_any_place_to_keep_it_the_code_is_compiled_all_the_same(one_more, tmp_path, monkeypatch):
    (tmp_path / "full").write_text("no folder either", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "full"))
    made = _compiled.compiled(one_more, numba.int64(numba.int64))
    assert made(4) == 5
    assert len(_compiled.compiled(one_more, numba.int64(numba.int64)).stats.cache_hits) == 0
    assert not list(tmp_path.rglob("*.nb?"))


def test_a_disk_that_is_full_does_not_keep_the_code_from_running(one_more, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(numba.core.caching.IndexDataCacheFile, "save", full)
    assert _compiled.compiled(one_more, numba.int64(numba.int64))(4) == 5


def test_a_fault_of_the_code_itself_is_not_hidden(one_more, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(numba.core.errors.TypingError):
        _compiled.compiled(one_more, numba.int64(numba.types.unicode_type))
