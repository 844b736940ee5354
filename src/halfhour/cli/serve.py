"""`halfhour serve`: the web application and a worker beside it, in one command."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

import click
from django.db import connections
from django.utils.translation import gettext as _

from halfhour.cli.house import name_own_address, open_house, prepare_front_end, prepare_rows


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--no-worker", is_flag=True, help="Pages only; `halfhour worker` runs elsewhere.")
def command(host: str, port: int, no_worker: bool) -> None:
    """Run the web application and a worker until stopped.

    Tables and front-end files are brought up to date first.
    """
    name_own_address(port)
    open_house()
    prepare_rows()
    prepare_front_end()
    warn_of_problems()
    serve(host=host, port=port, with_worker=not no_worker)


def serve(
    *, host: str, port: int, with_worker: bool = True, when_ready: Callable[[str], None] | None = None
) -> None:
    """Serve until stopped; `when_ready` is called with the address once pages are answered."""
    import uvicorn

    listening = _listen(host, port)
    server = uvicorn.Server(
        uvicorn.Config(
            "halfhour.asgi:application",
            log_level="warning",
            access_log=False,  # it would be put together for every request, and left unwritten
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            ws_max_size=65_536,
        )
    )
    told = threading.Thread(target=_tell, args=(server, when_ready or _print_address), daemon=True)
    told.start()
    worker = WorkerProcess() if with_worker else None
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn raises it again when it is done
    try:
        if worker:
            worker.start()
        connections.close_all()  # what the server opens, it shares
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        if worker:
            worker.stop()
    if not server.started:
        raise SystemExit(1)


def _listen(host: str, port: int) -> socket.socket:
    """The server's socket, or one clear sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise click.ClickException(
            _("Cannot listen on {host}, port {port}: {why}.").format(
                host=host, port=port, why=error.strerror or error
            )
        ) from None
    return listening


def _tell(server: "uvicorn.Server", when_ready: Callable[[str], None]) -> None:  # type: ignore[name-defined]  # noqa: F821
    while not server.started:
        if server.should_exit:
            return
        threading.Event().wait(0.05)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host  # noqa: S104
    when_ready(f"http://{shown}:{port}/")


def _print_address(address: str) -> None:
    from halfhour.people.first_account import first_account_path

    click.echo(_("Halfhour answers at {address} (Ctrl+C stops it)").format(address=address))
    path = first_account_path()
    if path:
        first = address.rstrip("/") + path
        click.echo(_("Nobody has an account yet. Make the first one at {address}").format(address=first))


class WorkerProcess:
    """`halfhour worker` in a process of its own, started again if it ever ends by itself."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._watcher.start()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from halfhour.cli.worker import work_beside; work_beside()"],
                stdin=subprocess.PIPE,  # closes when we are gone, however we went
                start_new_session=True,  # Ctrl+C reaches us, and we stop it in order
            )
            self._process.wait()
            self._stopping.wait(1)

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def warn_of_problems() -> None:
    """Say what the system checks found; errors end the command."""
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", stdout=io.StringIO())
    except SystemCheckError as problems:
        raise click.ClickException(str(problems)) from None
