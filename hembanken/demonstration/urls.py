"""The path of the demonstration's own page."""

from django.urls import path

from hembanken.demonstration import views

urlpatterns = [path("", views.demo, name="demo")]
