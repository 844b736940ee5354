"""The one task that the queue knows: somebody should work on a job."""

from django_tasks import task


@task()
def run_job(*, job_id: str) -> None:
    """Work on a job here and now; `halfhour worker` does the same in a process it can stop."""
    from halfhour.jobs.running import run_here

    run_here(job_id=job_id)
