"""Each emulated device: its page, and the same in a frame beside another page."""

from django.urls import path

from kodbox.emulator import views

app_name = "emulator"
urlpatterns = [
    path("<str:serial>/", views.device, name="device"),
    path("<str:serial>/bredvid/", views.beside, name="beside"),
]
