from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class WebConfig(AppConfig):
    name = "halfhour.web"
    label = "web"

    def ready(self) -> None:
        from halfhour.web import checks  # noqa: F401  (registers them)


class FrontEndConfig(StaticFilesConfig):
    """Which files of other packages are not part of our front end."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "ext", "htmx-4*", "htmax*", "htmx-2.js"]
