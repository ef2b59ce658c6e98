"""The site's URL configuration."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from hembanken.web import views

handler400 = "hembanken.web.views.bad_request"
handler404 = "hembanken.web.views.not_found"
handler500 = "hembanken.web.views.server_error"
urlpatterns = [
    path("", views.start, name="start"),
    path("om-hembanken/", views.about, name="about"),
    path("hjalp/", views.help_page, name="help"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("personal/", admin.site.urls),
    path("", include("accounts.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("hembanken.demonstration.urls")))
if settings.KODBOX_EMULATOR:
    urlpatterns.append(path("kodbox/", include("kodbox.emulator.urls")))
