"""One page for each emulated device."""

from django.urls import path

from kodbox.emulator import views

app_name = "emulator"
urlpatterns = [path("<str:serial>/", views.device, name="device")]
