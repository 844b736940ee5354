from django.apps import AppConfig


class TestJobsConfig(AppConfig):
    name = "support.testjobs"
    label = "testjobs"

    def ready(self) -> None:
        from halfhour.jobs.registry import KINDS, JobKind
        from halfhour.people.access import Permission

        for kind in ("count", "linger", "sleep", "stubborn", "refuse", "break", "die"):
            KINDS[kind] = JobKind(
                title=kind, handler=f"support.testjobs.handlers.{kind}_job", needs=Permission.MAKE_PLANS
            )
