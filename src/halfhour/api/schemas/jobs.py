"""Long work, as the API gives it."""

from datetime import datetime

from pydantic import BaseModel

from halfhour.api.schemas.common import Values
from halfhour.jobs.models import Job


class JobOut(BaseModel):
    """Long work: its state is `waiting`, `running`, `succeeded`, `failed` or `cancelled`.

    `done` is the share that is done, `error` why it failed, in a sentence.
    """

    id: str
    kind: str
    state: str
    done: float
    note: str
    error: str
    result: Values
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        return cls(
            id=str(job.pk),
            kind=job.kind,
            state=job.state,
            done=job.progress,
            note=job.note,
            error=job.error,
            result={name: value for name, value in job.result.items() if name != "next"},
            created_at=job.created_at,
            finished_at=job.finished_at,
        )
