"""Who lives in the demonstration: between them they show every state of a customer.

The numbers are test numbers that Skatteverket publishes; no living person has them.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_noop


class Situation(StrEnum):
    """How far a person has come with the bank."""

    NEW = gettext_noop("Ny kund: har fått kodbox och Start-PIN och ska logga in för första gången.")
    AGREED = gettext_noop("Har lösenord och avtal: loggar in på vanligt sätt.")
    TEMPORARY = gettext_noop(
        "Har glömt sitt lösenord och fått ett temporärt, som gäller i 30 minuter från det att "
        "banken gjordes. Därefter: Skapa nytt lösenord."
    )
    AGREEMENT_BLOCKED = gettext_noop(
        "Hembanksavtalet är spärrat: kommer inte in, och sidan säger inte varför."
    )
    DEVICE_BLOCKED = gettext_noop(
        "Kodboxen är spärrad: lösenordet stämmer men koden tas inte emot."
    )
    OUTDATED = gettext_noop(
        "Har accepterat tidigare villkor och avtal: får de nya att läsa vid inloggningen."
    )
    REPLACEMENT = gettext_noop(
        "En ny kodbox är på väg: den tas i bruk vid första inloggningen med den."
    )
    STAFF = gettext_noop("Arbetar på banken och har lösenord och kodbox för tjänsten.")


@dataclass(frozen=True)
class Person:
    """One person of the demonstration; `number` is a customer's, `username` a staff member's."""

    name: str
    situation: Situation
    number: str = ""
    username: str = ""
    group: str = ""
    password: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)
    boxes: int = 1


CUSTOMERS = (
    Person("Cecilia Ny", Situation.NEW, number="19900708-2390"),
    Person("Astrid Avtal", Situation.AGREED, number="19850520-2385", password="4071", pin="2580"),
    Person("Bo Glömsk", Situation.TEMPORARY, number="19860331-2391", pin="1379"),
    Person(
        "David Spärr",
        Situation.AGREEMENT_BLOCKED,
        number="19881015-2390",
        password="3816",
        pin="4826",
    ),
    Person(
        "Elsa Tappad", Situation.DEVICE_BLOCKED, number="19930325-2390", password="6294", pin="7139"
    ),
    Person(
        "Farid Framtid", Situation.OUTDATED, number="19910827-2387", password="5260", pin="8246"
    ),
    Person(
        "Greta Byter",
        Situation.REPLACEMENT,
        number="19860524-2380",
        password="9157",
        pin="6391",
        boxes=2,
    ),
    Person("Hassan Kund", Situation.AGREED, number="0013421078", password="8305", pin="5713"),
)
STAFF = (
    Person(
        "Karin Kundtjänst",
        Situation.STAFF,
        username="karin",
        group=gettext_noop("Kundservice"),
        password="varje-samtal-ett-svar",
        pin="3692",
    ),
    Person(
        "Samir Säker",
        Situation.STAFF,
        username="samir",
        group=gettext_noop("Säkerhet"),
        password="fyra-ogon-ser-mer",
        pin="1482",
    ),
    Person(
        "Sofia Säker",
        Situation.STAFF,
        username="sofia",
        group="Säkerhet",
        password="tva-par-ogon-racker",
        pin="5926",
    ),
)
