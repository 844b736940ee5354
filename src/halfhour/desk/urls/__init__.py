"""The desk's pages, below a team; one module per part of the desk."""

from halfhour.desk.urls import intake, processes, routing, setting, workspace

app_name = "desk"
urlpatterns = [
    *workspace.urlpatterns,
    *intake.urlpatterns,
    *routing.urlpatterns,
    *processes.urlpatterns,
    *setting.urlpatterns,
]
