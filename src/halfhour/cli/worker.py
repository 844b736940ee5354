"""`halfhour worker`: background work, as many of them as wanted."""

import os
import sys
import threading

import click

from halfhour.cli.house import open_house


@click.command("worker")
def command() -> None:
    """Work on imports, plans and whatever else takes long, until stopped.

    Start as many as you like, on as many machines as you like: they share the work. `halfhour serve`
    has one of its own.
    """
    open_house()
    from halfhour.jobs.worker import Worker

    worker = Worker()
    worker.stop_on_signals()
    worker.run()


def work_beside() -> None:
    """Work until whoever started this process ends: standard input closes then.

    Pages come first: people wait for them, and nobody for what is done here.
    """
    os.nice(5)
    open_house()
    from halfhour.jobs.worker import Worker

    worker = Worker()
    worker.stop_on_signals()

    def end_together() -> None:
        os.read(sys.stdin.fileno(), 1)
        worker.stopping.set()

    threading.Thread(target=end_together, daemon=True).start()
    worker.run()
