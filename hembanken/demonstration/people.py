"""The people of the demonstration, who together show every state of a customer.

Their personnummer are test numbers that Skatteverket publishes; no living person has one.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_noop

from hembanken.staff.roles import Role


class Situation(StrEnum):
    NEW = gettext_noop("Ny kund. Har fått kodbox och Start-PIN och ska logga in för första gången.")
    AGREED = gettext_noop("Har lösenord och avtal. Loggar in på vanligt sätt.")
    TEMPORARY = gettext_noop(
        "Har glömt sitt lösenord och fått ett temporärt, som gäller i 30 minuter. Har tiden "
        "gått? Välj Börja om eller Skapa nytt lösenord."
    )
    AGREEMENT_BLOCKED = gettext_noop(
        "Hembanksavtalet är spärrat. Kommer inte in, och sidan säger inte varför."
    )
    DEVICE_BLOCKED = gettext_noop(
        "Kodboxen är spärrad. Lösenordet stämmer, men koden tas inte emot."
    )
    OUTDATED = gettext_noop(
        "Har accepterat tidigare villkor och avtal. Får läsa de nya vid inloggningen."
    )
    REPLACEMENT = gettext_noop(
        "En ny kodbox är på väg. Den tas i bruk vid den första inloggningen med den."
    )
    STAFF = gettext_noop("Arbetar på banken och har lösenord och kodbox för tjänsten.")


@dataclass(frozen=True)
class Person:
    """A person of the demonstration. Staff log in with a username in `number`."""

    name: str
    situation: Situation
    number: str
    password: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)
    role: Role | None = None
    device_count: int = 1


CUSTOMERS = (
    Person("Cecilia Ny", Situation.NEW, "19900708-2390"),
    Person("Astrid Avtal", Situation.AGREED, "19850520-2385", "4071", "2580"),
    Person("Bo Glömsk", Situation.TEMPORARY, "19860331-2391", "", "1379"),
    Person("David Spärr", Situation.AGREEMENT_BLOCKED, "19881015-2390", "3816", "4826"),
    Person("Elsa Tappad", Situation.DEVICE_BLOCKED, "19930325-2390", "6294", "7139"),
    Person("Farid Framtid", Situation.OUTDATED, "19910827-2387", "5260", "8246"),
    Person("Greta Byter", Situation.REPLACEMENT, "19860524-2380", "9157", "6391", device_count=2),
    Person("Hassan Kund", Situation.AGREED, "0013421078", "8305", "5713"),
)
FIRST_TIMER = CUSTOMERS[0]
SERVICE, SECURITY = Role.KUNDSERVICE, Role.SAKERHET
STAFF = (
    Person("Karin Kundtjänst", Situation.STAFF, "karin", "varje-samtal-ett-svar", "3692", SERVICE),
    Person("Samir Säker", Situation.STAFF, "samir", "fyra-ogon-ser-mer", "1482", SECURITY),
    Person("Sofia Säker", Situation.STAFF, "sofia", "tva-par-ogon-racker", "5926", SECURITY),
)
