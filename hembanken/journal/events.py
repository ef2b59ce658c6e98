"""What can happen, by the name that the journal keeps and the words that a customer reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """One kind of security event; the value is ``subject:what_happened``."""

    LOGIN_COMPLETED = "login:completed", _("Inloggad")
    PASSWORD_REFUSED = "login:password_refused", _("Fel lösenord angavs")
    CODE_REFUSED = "login:code_refused", _("Fel behörighetskod angavs")
    ATTEMPTS_RUNNING_OUT = "login:attempts_running_out", _("Snart spärrad efter många fel")
    STOPPED = "login:stopped", _("Spärrad en stund efter för många fel")
    LOGGED_OUT = "login:logged_out", _("Utloggad")
    SESSIONS_ENDED = "session:ended_everywhere", _("Utloggad överallt")
    TEMPORARY_PASSWORD_ISSUED = "password:temporary_issued", _("Temporärt lösenord skapat")
    PASSWORD_CHOSEN = "password:chosen", _("Personligt lösenord valt")
    PASSWORD_CHANGED = "password:changed", _("Lösenordet bytt")
    PASSWORD_VOIDED = "password:voided", _("Banken kräver ett nytt lösenord")
    TERMS_ACCEPTED = "terms:accepted", _("Villkoren för eSafeID accepterade")
    AGREEMENT_APPROVED = "agreement:approved", _("Hembanksavtalet godkänt")
    AGREEMENT_BLOCKED = "agreement:blocked", _("Hembanksavtalet spärrat")
    AGREEMENT_UNBLOCKED = "agreement:unblocked", _("Hembanksavtalet öppnat igen")
    AGREEMENT_PUBLISHED = "agreement:published", _("Ny version publicerad")
    CONNECTED = "agreement:connected", _("Ansluten till Hembanken")
    DEVICE_DISPATCHED = "device:dispatched", _("Kodbox skickad")
    DEVICE_ACTIVATED = "device:activated", _("Kodbox tagen i bruk")
    DEVICE_BLOCKED = "device:blocked", _("Kodbox spärrad")
    DEVICE_RETIRED = "device:retired", _("Kodbox tagen ur bruk")
    DEVICE_LOST = "device:lost", _("Kodbox anmäld förlorad")
    DEVICE_RETURNED = "device:returned", _("Kodbox återlämnad")
    DEVICE_DESTROYED = "device:destroyed", _("Kodbox förstörd")
    DEVICE_OUT_OF_STEP = "device:out_of_step", _("Kodboxen låg före banken")
    DEVICE_RESYNCHRONISED = "device:resynchronised", _("Kodboxen åter i takt")
    DEVICE_ORDERED = "device:ordered", _("Kodbox beställd")
    ORDER_IDENTIFIED = "order:identified", _("Du är identifierad för din beställning")
    ORDER_CANCELLED = "order:cancelled", _("Beställningen avbruten")
    LETTER_PRINTED = "order:letter_printed", _("Brevet med Start-PIN utskrivet")
    STAFF_LOGGED_IN = "staff:logged_in", _("Inloggad i bankens verktyg")
    STAFF_LOOKED = "staff:looked", _("Banken öppnade dina uppgifter")
    STOP_RELEASED = "staff:stop_released", _("Spärren hävd av banken")
