"""Two applications beside each other: each in a process of its own, on one PostgreSQL server, asked in turn.

    with databases("ours", "theirs") as urls, \\
            Application("_desk", urls["ours"]) as ours, Application("_helpdesk", urls["theirs"]) as theirs:
        ours.do("fill", tickets=100_000)
        milliseconds = ours.do("ask", path="/t/desk/desk/", times=50)

What an application can do are the functions of its module, `_desk` (ours) or `_helpdesk` (the peer,
django-helpdesk); arguments and answers travel as JSON lines. A server is a process of its own too, uvicorn
for both, asked over real connections by clients that are threads of the benchmark's process.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from time import perf_counter
from typing import Any, Self

import psycopg
from _harness import Row

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from support.servers import free_port, postgresql_server, wait_for_port  # noqa: E402


@contextmanager
def databases(*names: str) -> Iterator[dict[str, str]]:
    """Empty databases on a PostgreSQL server of our own, by name; what is committed is on the disk."""
    with postgresql_server("-c", "fsync=on") as url:
        found = {}
        for name in names:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f'create database "{name}"')
            found[name] = f"{url.rsplit('/', 1)[0]}/{name}"
        yield found


class Application:
    """An application in a process of its own that does what it is told."""

    def __init__(self, module: str, database_url: str, **env: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=f"halfhour-bench{module}-")
        self.env = environment(module, database_url, self._folder.name) | env
        self._module = module
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "_beside.py"), module],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, name: str, **arguments: Any) -> Any:
        """Call a function of the module in that process; what it gave."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self._module} ended while it did {name}")
        return json.loads(answer)

    @contextmanager
    def served(self, *, mail_port: int, redis_url: str = "") -> Iterator[int]:
        """The application served by one process of uvicorn, with what it needs beside it; the port."""
        module, port = import_module(self._module), free_port()
        server = subprocess.Popen(
            module.serve_command(port),
            env=self.env | module.environment(mail_port=mail_port, redis_url=redis_url),
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for_port(port, seconds=60)
            yield port
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._folder.cleanup()


@contextmanager
def mail_sink() -> Iterator[int]:
    """A mail server that takes everything; its port."""
    port = free_port()
    sink = subprocess.Popen([sys.executable, str(HERE / "_mail_sink.py"), str(port)])
    try:
        wait_for_port(port)
        yield port
    finally:
        sink.terminate()
        sink.wait(timeout=10)


def environment(module: str, database_url: str, folder: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DEBUG")}
    return kept | {
        "DATABASE_URL": database_url,
        "HALFHOUR_DATA": folder,
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": import_module(module).SETTINGS,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH", "")])),
    }


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each time."""
    found = []
    for _ in range(times):
        began = perf_counter()
        work()
        found.append(1000 * (perf_counter() - began))
    return found


def p95(milliseconds: Sequence[float]) -> float:
    """Nineteen of twenty took no longer."""
    if len(milliseconds) < 2:
        return milliseconds[0]
    return quantiles(milliseconds, n=20, method="inclusive")[-1]


def told(name: str, rounds: Sequence[Sequence[float]]) -> None:
    """One line of what was measured."""
    milliseconds = [one for each in rounds for one in each]
    print(
        f"{name:<58} median {median(milliseconds):>10,.2f} ms   p95 {p95(milliseconds):>10,.2f} ms"
        f"   ({len(milliseconds)} times)",
        flush=True,
    )


def times_over(
    work: str, peer: str, theirs: Sequence[float], ours: Sequence[float], goal: float | None
) -> Row:
    """How many of ours fit into one of theirs; runs of both sides alternated, and are compared in pairs."""
    ratios = sorted(one / other for one, other in zip(theirs, ours, strict=True))
    return Row(
        work=work,
        peer=peer,
        ratio_median=median(ratios),
        ratio_min=ratios[0],
        ratio_max=ratios[-1],
        goal=goal,
    )


def medians(rounds: Sequence[Sequence[float]]) -> list[float]:
    return [median(each) for each in rounds]


def within(work: str, milliseconds: float, rounds: Sequence[Sequence[float]]) -> Row:
    """How often the slowest of twenty fits into so many milliseconds: once at least is the goal."""
    ratios = sorted(milliseconds / p95(each) for each in rounds)
    return Row(
        work=work,
        peer=f"(absolute) p95 {milliseconds:g} ms",
        ratio_median=median(ratios),
        ratio_min=ratios[0],
        ratio_max=ratios[-1],
        goal=1.0,
    )


def clients(
    port: int, count: int, each: int, request: Callable[[int, int], tuple[str, str, bytes, dict[str, str]]]
) -> tuple[float, list[float]]:
    """Clients side by side, each with a connection of its own: seconds in all, milliseconds of each request.

    `request` gives method, path, body and headers of a client's how-manieth request.
    """
    found: list[list[float]] = [[] for _ in range(count)]
    wrong: list[str] = []

    def run(client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for number in range(each):
            method, path, body, headers = request(client, number)
            began = perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            found[client].append(1000 * (perf_counter() - began))
            if answer.status >= 300:
                wrong.append(f"{answer.status}: {content[:300]!r}")
                return
        connection.close()

    threads = [Thread(target=run, args=(client,)) for client in range(count)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - began
    if wrong:
        raise RuntimeError(wrong[0])
    return seconds, [one for of_client in found for one in of_client]


def serve_commands(module: str) -> None:
    """The loop of an application's process."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is printed otherwise is not an answer
    import django

    django.setup()
    functions = import_module(module)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        answers.write(json.dumps(getattr(functions, name)(**arguments)) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve_commands(sys.argv[1])
