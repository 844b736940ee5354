"""How a job ends early.

::

    Exception
    ├── JobRefused   the work cannot be done; its sentence is for the person who asked
    └── Cancelled    someone asked to stop, or another worker has the job now
"""


class JobRefused(Exception):
    """Raised by a handler whose input cannot be worked on: `JobRefused(_("The file is empty."))`."""


class Cancelled(Exception):
    """Raised by `RunningJob.report` when the job is to stop; a handler lets it pass."""
