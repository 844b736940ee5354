"""Pages for people without an account: the form, a customer's ticket, a rating, a department's answer."""

from django.urls import path

from halfhour.desk.views import hand_offs, public, ratings

app_name = "help"
urlpatterns = [
    path("<slug:slug>/", public.form, name="form"),
    path("sent/<str:token>/", public.sent, name="sent"),
    path("ticket/<str:token>/", public.ticket, name="ticket"),
    path("ticket/<str:token>/solved/", public.solved, name="solved"),
    path("ticket/<str:token>/file/<str:file>/", public.file, name="file"),
    path("rate/<str:token>/", ratings.rate, name="rate"),
    path("department/<str:token>/", hand_offs.department, name="hand_off"),
    path("department/<str:token>/file/<str:file>/", hand_offs.department_file, name="hand_off_file"),
    path("link/again/", public.link_again, name="link_again"),
]
