from django.urls import path

from halfhour.people.views import account, first, members, settings, team_file

TEAM = "t/<slug:team>/settings/"
MEMBERS = "t/<slug:team>/members/"

app_name = "people"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/first/<slug:token>/", first.first_account, name="first_account"),
    path("account/language/", account.set_language, name="set_language"),
    path("account/theme/", account.set_theme, name="set_theme"),
    path(TEAM, settings.section, name="team_settings"),
    path(TEAM + "file/", team_file.team_file, name="team_file"),
    path(TEAM + "file/download/", team_file.download, name="download_team_file"),
    path(TEAM + "versions/", team_file.versions, name="versions"),
    path(TEAM + "versions/<int:number>/", team_file.version, name="version"),
    path(TEAM + "versions/<int:number>/restore/", team_file.restore, name="restore_version"),
    path(TEAM + "<slug:section>/", settings.section, name="settings_section"),
    path(TEAM + "<slug:listing>/new/", settings.row, name="settings_new_row"),
    path(TEAM + "<slug:listing>/<int:position>/", settings.row, name="settings_row"),
    path(TEAM + "<slug:listing>/<int:position>/remove/", settings.remove_row, name="settings_remove_row"),
    path(MEMBERS, members.members, name="members"),
    path(MEMBERS + "<int:member>/", members.change_member, name="change_member"),
    path(MEMBERS + "<int:member>/remove/", members.remove_member, name="remove_member"),
]
