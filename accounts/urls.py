"""The customer's paths."""

from django.urls import path

from accounts.views import (
    login,
    ordering,
    other_login,
    password_reset,
    pausing,
    privacy,
    security,
    sessions,
    unrecognised,
)

SECURITY = "om-hembanken/sakerhetslosning/"

urlpatterns = [
    path("logga-in/", login.login, name="login"),
    path("logga-in/nytt-losenord/", login.choose_password, name="login_choose_password"),
    path("logga-in/behorighetskod/", login.code, name="login_code"),
    path("logga-in/annan-inloggning/", other_login.other_login, name="other_login"),
    path("villkor/", login.terms, name="terms"),
    path("anslut/", login.connect, name="connect"),
    path("avtal/", login.agreement, name="agreement"),
    path("avtal/godkann/", login.approve, name="agreement_approve"),
    path("nytt-losenord/", password_reset.new_password, name="new_password"),
    path("nytt-losenord/temporart/", password_reset.temporary_password, name="temporary_password"),
    path("personuppgifter/", privacy.personal_data, name="personal_data"),
    path("hem/", security.home, name="home"),
    path("om-hembanken/avtal/", security.accepted_agreements, name="accepted_agreements"),
    path(SECURITY, security.security, name="security"),
    path(f"{SECURITY}byt-losenord/", security.change_password, name="change_password"),
    path(f"{SECURITY}losenordet-bytt/", security.password_changed, name="password_changed"),
    path("bestall-kodbox/", ordering.order_kodbox, name="order_kodbox"),
    path("bestall-kodbox/avbryt/", ordering.cancel_order, name="cancel_order"),
    path("bestall-kodbox/mottagen/", ordering.order_received, name="order_received"),
    path("sparra-kodbox/", pausing.pause_kodbox, name="pause_kodbox"),
    path("sparra-kodbox/mottagen/", pausing.pause_received, name="pause_received"),
    path("sparra-kodbox/sparrad/", pausing.kodbox_paused, name="kodbox_paused"),
    path(f"{SECURITY}logga-ut-enhet/", sessions.log_out_one, name="log_out_one"),
    path(f"{SECURITY}logga-ut-andra/", sessions.log_out_others, name="log_out_others"),
    path(f"{SECURITY}logga-ut-overallt/", sessions.log_out_everywhere, name="log_out_everywhere"),
    path(f"{SECURITY}inte-jag/<slug:kind>/", unrecognised.not_me, name="not_me"),
    path(".well-known/change-password", security.well_known_change_password),
    path("logga-ut/", security.logout, name="logout"),
    path("tid-kvar/", sessions.time_left, name="time_left"),
    path("fortsatt/", sessions.stay, name="stay"),
    path("utloggad/", sessions.timed_out, name="timed_out"),
]
