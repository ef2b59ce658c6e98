"""Which events are told to the customer, and in which words.

The words stand here in both languages, since they are sent without a page or a browser.
"""

from typing import NamedTuple

from hembanken.journal.events import Event


class Words(NamedTuple):
    """The subject, what has happened, and what a customer asks who did not expect it."""

    subject: str
    happened: str
    question: str


TOLD = {
    Event.PASSWORD_CHANGED: {
        "sv": Words(
            "Ditt lösenord i Hembanken är bytt",
            "Lösenordet som du loggar in med i Hembanken har bytts.",
            "Var det inte du?",
        ),
        "en": Words(
            "Your Hembanken password has been changed",
            "The password that you log in to Hembanken with has been changed.",
            "Was it not you?",
        ),
    },
    Event.PASSWORD_CHOSEN: {
        "sv": Words(
            "Ett personligt lösenord till Hembanken är valt",
            "Ett personligt lösenord har valts och gäller nu i Hembanken.",
            "Var det inte du?",
        ),
        "en": Words(
            "A personal password for Hembanken has been chosen",
            "A personal password has been chosen. You now use it to log in to Hembanken.",
            "Was it not you?",
        ),
    },
    Event.TEMPORARY_PASSWORD_ISSUED: {
        "sv": Words(
            "Ett temporärt lösenord till Hembanken är skapat",
            "Ett temporärt lösenord har skapats med din kodbox. Ditt tidigare lösenord gäller "
            "inte längre.",
            "Var det inte du?",
        ),
        "en": Words(
            "A temporary password for Hembanken has been made",
            "A temporary password has been made with your kodbox. Your earlier password no "
            "longer works.",
            "Was it not you?",
        ),
    },
    Event.ATTEMPTS_RUNNING_OUT: {
        "sv": Words(
            "Många felaktiga försök att logga in i Hembanken",
            "Någon har många gånger i rad angett fel lösenord eller fel behörighetskod för dig. "
            "Efter några fel till spärras inloggningen, tills du har ringt Kundservice.",
            "Var det inte du?",
        ),
        "en": Words(
            "Many failed attempts to log in to Hembanken",
            "Someone has entered a wrong password or a wrong code for you many times in a row. "
            "After a few more the login is blocked until you have called Customer Service.",
            "Was it not you?",
        ),
    },
    Event.AGREEMENT_BLOCKED: {
        "sv": Words(
            "Ditt Hembanksavtal är spärrat",
            "Ditt Hembanksavtal är spärrat, och du kan inte logga in i Hembanken.",
            "Vet du inte varför?",
        ),
        "en": Words(
            "Your Hembanken agreement has been blocked",
            "Your Hembanken agreement has been blocked, and you cannot log in to Hembanken.",
            "Do you not know why?",
        ),
    },
    Event.DEVICE_DISPATCHED: {
        "sv": Words(
            "En kodbox är på väg till dig",
            "En kodbox är på väg till dig med posten, eller till det bankkontor där du hämtar den.",
            "Väntar du inte på någon kodbox?",
        ),
        "en": Words(
            "A kodbox is on its way to you",
            "A kodbox is on its way to you by post, or to the branch where you collect it.",
            "Are you not expecting a kodbox?",
        ),
    },
    Event.DEVICE_ACTIVATED: {
        "sv": Words(
            "En kodbox är tagen i bruk i Hembanken",
            "En kodbox är tagen i bruk, och dess koder gäller för dig i Hembanken.",
            "Var det inte du?",
        ),
        "en": Words(
            "A kodbox has been taken into use in Hembanken",
            "A kodbox has been taken into use, and its codes are yours in Hembanken.",
            "Was it not you?",
        ),
    },
    Event.DEVICE_BLOCKED: {
        "sv": Words(
            "Din kodbox är spärrad",
            "Kodboxen är spärrad, och dess koder gäller inte i Hembanken.",
            "Vet du inte varför?",
        ),
        "en": Words(
            "Your kodbox has been blocked",
            "The kodbox has been blocked, and its codes do not work in Hembanken.",
            "Do you not know why?",
        ),
    },
    Event.DEVICE_LOST: {
        "sv": Words(
            "Din kodbox är anmäld förlorad",
            "Kodboxen är anmäld förlorad, och dess koder gäller inte i Hembanken.",
            "Var det inte du?",
        ),
        "en": Words(
            "Your kodbox has been reported lost",
            "The kodbox has been reported lost, and its codes do not work in Hembanken.",
            "Was it not you?",
        ),
    },
    Event.DEVICE_RETIRED: {
        "sv": Words(
            "En kodbox är tagen ur bruk i Hembanken",
            "Kodboxen är tagen ur bruk, och dess koder gäller inte längre i Hembanken.",
            "Vet du inte varför?",
        ),
        "en": Words(
            "A kodbox has been taken out of use in Hembanken",
            "The kodbox has been taken out of use, and its codes no longer work in Hembanken.",
            "Do you not know why?",
        ),
    },
}
