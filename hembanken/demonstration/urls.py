"""The URL of the demonstration's page."""

from django.urls import path

from hembanken.demonstration import views

urlpatterns = [path("", views.demo, name="demo")]
