"""What came in, by hand and set aside, and how it is sorted."""

from django.urls import path

from halfhour.desk.views import categories, failed_mail, intake, triage, triage_learned, triage_rules

urlpatterns = [
    path("new/", intake.new_ticket, name="new_ticket"),
    path("new/customers/", intake.callers, name="callers"),
    path("new/customer/", intake.known_customer, name="known_customer"),
    path("set-aside/", intake.set_aside, name="set_aside"),
    path("set-aside/<int:pk>/", intake.mend, name="mend"),
    path("set-aside/<int:pk>/dismiss/", intake.dismiss_input, name="dismiss_input"),
    path("mail/", failed_mail.failed_mail, name="failed_mail"),
    path("mail/settle/", failed_mail.settle_failed_mail, name="settle_failed_mail"),
    path("<int:number>/correct/", triage.correct, name="correct"),
    path("triage/", triage_rules.rules, name="triage"),
    path("triage/new/", triage_rules.rule, name="new_triage_rule"),
    path("triage/<int:place>/", triage_rules.rule, name="triage_rule"),
    path("triage/<int:place>/move/", triage_rules.move_rule, name="move_triage_rule"),
    path("triage/<int:place>/switch/", triage_rules.switch_rule, name="switch_triage_rule"),
    path("triage/<int:place>/remove/", triage_rules.remove_rule, name="remove_triage_rule"),
    path("triage/categories/", categories.categories, name="categories"),
    path("triage/learned/", triage_learned.learned, name="learned"),
    path("triage/learned/train/", triage_learned.train, name="train_triage"),
    path("triage/learned/<int:pk>/use/", triage_learned.use, name="use_classifier"),
]
