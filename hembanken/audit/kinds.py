"""The kinds of security events: what a customer who does not recognise one can do depends on it."""

from enum import StrEnum

from hembanken.audit.events import Event


class Kind(StrEnum):
    """A kind of event; the value stands in a path."""

    LOGIN = "inloggning"
    WRONG_PASSWORD = "fel-losenord"
    WRONG_CODE = "fel-kod"
    LOGOUT = "utloggning"
    PASSWORD = "losenord"
    ORDER = "bestallning"
    KODBOX = "kodbox"
    AGREEMENT = "avtal"
    BANK = "banken"


KINDS = {
    Event.LOGIN_COMPLETED: Kind.LOGIN,
    Event.PASSWORD_REFUSED: Kind.WRONG_PASSWORD,
    Event.ATTEMPTS_RUNNING_OUT: Kind.WRONG_PASSWORD,
    Event.LOCKED_OUT: Kind.WRONG_PASSWORD,
    Event.CODE_REFUSED: Kind.WRONG_CODE,
    Event.DEVICE_OUT_OF_STEP: Kind.WRONG_CODE,
    Event.LOGGED_OUT: Kind.LOGOUT,
    Event.SESSION_ENDED: Kind.LOGOUT,
    Event.OTHER_SESSIONS_ENDED: Kind.LOGOUT,
    Event.SESSIONS_ENDED: Kind.LOGOUT,
    Event.TEMPORARY_PASSWORD_ISSUED: Kind.PASSWORD,
    Event.PASSWORD_CHOSEN: Kind.PASSWORD,
    Event.PASSWORD_CHANGED: Kind.PASSWORD,
    Event.PAUSED: Kind.PASSWORD,
    Event.DEVICE_ORDERED: Kind.ORDER,
    Event.ORDER_IDENTIFIED: Kind.ORDER,
    Event.ORDER_TAKEN: Kind.ORDER,
    Event.ORDER_CANCELLED: Kind.ORDER,
    Event.LETTER_PRINTED: Kind.ORDER,
    Event.LETTER_AT_BRANCH: Kind.ORDER,
    Event.HANDED_OVER: Kind.KODBOX,
    Event.DEVICE_DISPATCHED: Kind.KODBOX,
    Event.DEVICE_ACTIVATED: Kind.KODBOX,
    Event.DEVICE_RESYNCHRONISED: Kind.KODBOX,
    Event.DEVICE_RETIRED: Kind.KODBOX,
    Event.TERMS_ACCEPTED: Kind.AGREEMENT,
    Event.AGREEMENT_APPROVED: Kind.AGREEMENT,
    Event.CONNECTED: Kind.AGREEMENT,
}


def kind_of(event: Event) -> Kind:
    """Return the kind of an event; an event that is not in the table is the bank's."""
    return KINDS.get(event, Kind.BANK)
