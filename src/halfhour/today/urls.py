from django.urls import path

from halfhour.today import views

app_name = "today"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("now/", views.now, name="now"),
    path("everyone/", views.everyone, name="everyone"),
]
