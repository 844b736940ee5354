import subprocess
import sys

LOAD = """
import sys
import halfhour.asgi
from django.urls import get_resolver
get_resolver().url_patterns
print([name for name in ("ortools", "pandas", "lightgbm", "scipy.stats") if name in sys.modules])
"""


def test_the_web_process_answers_without_loading_what_only_plans_need():
    loaded = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
