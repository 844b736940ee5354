"""`halfhour serve` as people run it: pages, a worker beside them, and an orderly end."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from support.house import House
from support.servers import free_port, wait_for_port


@pytest.fixture
def serving(sqlite_house: House):
    port = free_port()
    command = [sys.executable, "-c", "from halfhour.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=sqlite_house.env, stdout=subprocess.PIPE, text=True)
    sqlite_house.processes.append(process)
    wait_for_port(port, seconds=60)
    return sqlite_house, process, f"http://localhost:{port}"


def children_of(pid: int) -> list[int]:
    """The processes started by any thread of this one."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def test_it_answers_works_and_ends_in_order(serving):
    house, process, url = serving
    said = [process.stdout.readline(), process.stdout.readline()]
    assert said[0].startswith(f"Halfhour answers at {url}/")
    first = re.search(r"http://localhost:\d+(/account/first/\w+/)", said[1]).group(1)

    page = urlopen(url + first).read().decode()
    style = re.search(r'href="(/static/css/app\.[0-9a-f]{12}\.css)"', page).group(1)
    answer = urlopen(url + style)
    assert "immutable" in answer.headers["Cache-Control"]
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{url}/static/../halfhour.sqlite3")

    (job,) = house.start_jobs("count")
    assert house.wait_for(job, "succeeded", "failed")["state"] == "succeeded"

    workers = children_of(process.pid)
    assert len(workers) == 1
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


def test_its_worker_ends_with_it_however_it_ends(serving):
    house, process, _url = serving
    (worker,) = house.wait_until(lambda: children_of(process.pid), bool)
    process.kill()
    house.wait_until(lambda: Path(f"/proc/{worker}").exists(), lambda is_there: not is_there)


def test_a_taken_port_is_said_not_thrown(sqlite_house):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-c", "from halfhour.cli import main; main()", "serve", "--port", port]
        second = subprocess.run(
            command, env=sqlite_house.env, capture_output=True, text=True, timeout=60, check=False
        )
    assert second.returncode == 1
    assert second.stderr.startswith("Error: ")
    assert port in second.stderr
    assert len(second.stderr.splitlines()) == 1
