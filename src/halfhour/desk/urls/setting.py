"""What a team sets about its desk: goals, warnings, words."""

from django.urls import path

from halfhour.desk.views import goals, setting_changes, setting_versions, ticket_fields

urlpatterns = [
    path("goals/", goals.goals, name="goals"),
    path("goals/new/", goals.goal_rule, name="new_goal_rule"),
    path("goals/<int:place>/", goals.goal_rule, name="goal_rule"),
    path("goals/<int:place>/remove/", goals.remove_goal_rule, name="remove_goal_rule"),
    path("goals/warnings/", goals.escalation, name="escalation"),
    path("goals/versions/<int:number>/", setting_versions.version, {"part": "goals"}, name="goal_version"),
    path("triage/versions/<int:number>/", setting_versions.version, {"part": "triage"}, name="rule_version"),
    path("settings/changes/", setting_changes.changes, name="setting_changes"),
    path("fields/", ticket_fields.ticket_fields, name="ticket_fields"),
    path("fields/new/", ticket_fields.ticket_field, name="new_ticket_field"),
    path("fields/<slug:key>/", ticket_fields.ticket_field, name="ticket_field"),
    path("<int:number>/clocks/", goals.clocks, name="clocks"),
]
