"""The events of which customers are notified, and the text of each notification."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from hembanken.audit.events import Event


class NotificationText(NamedTuple):
    """The subject, the event, and the question of a customer who did not expect it."""

    subject: Any
    happened: Any
    question: Any = _("Var det inte du?")


NOTIFICATIONS = {
    Event.PASSWORD_CHANGED: NotificationText(
        _("Ditt lösenord i Hembanken är bytt"),
        _("Lösenordet som du loggar in med i Hembanken har bytts."),
    ),
    Event.PASSWORD_CHOSEN: NotificationText(
        _("Ett personligt lösenord till Hembanken är valt"),
        _("Ett personligt lösenord har valts och gäller nu i Hembanken."),
    ),
    Event.TEMPORARY_PASSWORD_ISSUED: NotificationText(
        _("Ett temporärt lösenord till Hembanken är skapat"),
        _(
            "Ett temporärt lösenord har skapats med din kodbox. Ditt tidigare lösenord gäller "
            "inte längre."
        ),
    ),
    Event.ATTEMPTS_RUNNING_OUT: NotificationText(
        _("Många felaktiga försök att logga in i Hembanken"),
        _(
            "Någon har många gånger i rad angett fel lösenord eller fel behörighetskod för ditt "
            "nummer. Efter några fel till spärras inloggningen tills du har ringt Kundservice."
        ),
    ),
    Event.PAUSED: NotificationText(
        _("Du har spärrat din kodbox"),
        _(
            "Kodboxen är spärrad. Nu går det inte att logga in i Hembanken eller att skapa ett "
            "nytt lösenord. Ring Kundservice när du vill använda den igen."
        ),
    ),
    Event.PAUSE_LIFTED: NotificationText(
        _("Din kodbox går att använda igen"),
        _("Kundservice har hävt pausen. Du loggar in i Hembanken som förut."),
    ),
    Event.AGREEMENT_BLOCKED: NotificationText(
        _("Ditt Hembanksavtal är spärrat"),
        _("Ditt Hembanksavtal är spärrat, och du kan inte logga in i Hembanken."),
        _("Vet du inte varför?"),
    ),
    Event.DEVICE_DISPATCHED: NotificationText(
        _("En kodbox är på väg till dig"),
        _("En kodbox är på väg till dig med posten, eller till det bankkontor där du hämtar den."),
        _("Väntar du inte på någon kodbox?"),
    ),
    Event.LETTER_AT_BRANCH: NotificationText(
        _("Din kodbox finns att hämta"),
        _("Hämta kodboxen och din Start-PIN på kontoret. Ta med legitimation."),
        _("Väntar du inte på någon kodbox?"),
    ),
    Event.HANDED_OVER: NotificationText(
        _("Din kodbox är hämtad"),
        _("En kodbox och dess Start-PIN är lämnade till dig på bankkontoret."),
    ),
    Event.DEVICE_ACTIVATED: NotificationText(
        _("En kodbox är tagen i bruk i Hembanken"),
        _("En kodbox är tagen i bruk. Nu loggar du in i Hembanken med dess koder."),
    ),
    Event.DEVICE_BLOCKED: NotificationText(
        _("Din kodbox är spärrad"),
        _("Kodboxen är spärrad, och dess koder gäller inte i Hembanken."),
        _("Vet du inte varför?"),
    ),
    Event.DEVICE_LOST: NotificationText(
        _("Din kodbox är anmäld som borttappad"),
        _("Kodboxen är anmäld som borttappad, och dess koder gäller inte i Hembanken."),
    ),
    Event.DEVICE_RETIRED: NotificationText(
        _("En kodbox är tagen ur bruk i Hembanken"),
        _("Kodboxen är tagen ur bruk, och dess koder gäller inte längre i Hembanken."),
        _("Vet du inte varför?"),
    ),
}
