"""Nobody pays for the simulator who does not use it, and nobody compiles it twice."""

import subprocess
import sys

from halfhour.engine.simulation import warm


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
