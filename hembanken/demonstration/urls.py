"""The URLs of the demonstration's page and its buttons."""

from django.urls import path

from hembanken.demonstration import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("logga-in/", views.log_in, name="demo_log_in"),
    path("forsta-inloggningen/", views.first_login, name="demo_first_login"),
    path("borja-om/", views.restart_person, name="demo_restart"),
    path("stang/", views.close_companion, name="demo_close"),
]
