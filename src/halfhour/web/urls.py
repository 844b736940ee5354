from django.urls import path

from halfhour.web.views import home, setup

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("start/", setup.start, name="start"),
    path("t/<slug:team>/", home.team_start, name="team"),
    path("t/<slug:team>/setup/", setup.take_up, name="setup"),
    path("t/<slug:team>/setup/team/", setup.setup_team, name="setup_team"),
    path("t/<slug:team>/setup/goals/", setup.setup_goals, name="setup_goals"),
    path("t/<slug:team>/setup/draft/<slug:step>/", setup.keep_draft, name="setup_draft"),
    path("t/<slug:team>/setup/finish/", setup.finish, name="setup_finish"),
]
