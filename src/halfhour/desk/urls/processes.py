"""Canned replies, complaints, hand-offs and ratings."""

from django.urls import path

from halfhour.desk.views import complaints, customer_link, hand_offs, macros, process_setting, ratings

urlpatterns = [
    path("macros/", macros.macros, name="macros"),
    path("macros/new/", macros.macro, name="new_macro"),
    path("macros/<int:pk>/", macros.macro, name="macro"),
    path("macros/<int:pk>/retire/", macros.retire, name="retire_macro"),
    path("hand-offs/", hand_offs.hand_offs, name="hand_offs"),
    path("hand-offs/<int:pk>/back/", hand_offs.back, name="hand_off_back"),
    path("hand-offs/<int:pk>/answer/", hand_offs.answer_for, name="hand_off_answer"),
    path("<int:number>/hand-off/", hand_offs.hand_off, name="hand_off"),
    path("departments/", hand_offs.departments, name="departments"),
    path("departments/new/", hand_offs.one_department, name="new_department"),
    path("departments/<int:pk>/", hand_offs.one_department, name="department"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<int:number>/", complaints.complaint, name="complaint"),
    path("<int:number>/complaint/", complaints.begin, name="begin_complaint"),
    path("form/", process_setting.form_setting, name="form_setting"),
    path("processes/", process_setting.process_setting, name="process_setting"),
    path("<int:number>/link/renew/", customer_link.renew_link, name="renew_link"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("<int:number>/macros/", macros.macros_for, name="macros_for"),
    path("<int:number>/macros/<int:pk>/", macros.macro_preview, name="macro_preview"),
    path("<int:number>/macros/<int:pk>/apply/", macros.macro_apply, name="macro_apply"),
]
