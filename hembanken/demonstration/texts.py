"""The demonstration's terms and agreement, in an earlier and the current version."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Agreement

TERMS_FIRST = """
eSafeID är bankens säkerhetslösning. Den består av ditt personliga \
lösenord och din kodbox.

Lösenordet och pinkoden är dina. Berätta dem inte för någon, inte heller för banken.

Tappar du kodboxen ringer du Kundservice genast, så spärrar vi den.
"""
TERMS_SECOND = """
eSafeID är bankens säkerhetslösning. Den består av ditt personliga lösenord och din kodbox. \
Tillsammans visar de att det är du.

Lösenordet och pinkoden är dina. Berätta dem inte för någon. Banken frågar aldrig efter dem, \
varken i telefon, i brev eller i e-post.

Kodboxen visar en ny kod varje gång du skriver pinkoden. En kod gäller en enda gång. Läs \
inte upp en kod för någon som ringer.

Tappar du kodboxen, eller tror du att någon annan kan ditt lösenord, ringer du Kundservice \
genast, så spärrar vi den. När du har ringt ansvarar du inte för det som händer \
därefter.

Banken sparar när och varifrån du har loggat in. Du ser det under Om din säkerhetslösning.
"""
AGREEMENT_FIRST = """
Med Hembanksavtalet kan du använda Hembanken på internet.

Du loggar in med ditt personnummer, ditt lösenord och din kodbox. Det du gör när du är \
inloggad gäller som om du hade skrivit under på papper.

Avtalet gäller tills vidare. Du kan säga upp det när du vill.
"""
AGREEMENT_SECOND = """
Med Hembanksavtalet kan du använda Hembanken på internet.

1. Så loggar du in. Du använder ditt personnummer eller kundnummer, ditt lösenord och en kod \
från din kodbox. Det du gör när du är inloggad gäller som om du hade skrivit under på \
papper.

2. Det du ansvarar för. Du förvarar kodboxen så att ingen annan kommer åt den, och du \
berättar inte lösenord, pinkod eller koder för någon.

3. Det banken ansvarar för. Banken visar bara dina uppgifter för dig, stoppar inloggningen \
när någon gissar, och berättar för dig när din säkerhetslösning ändras.

4. När banken får spärra. Banken får spärra kodboxen eller avtalet om det finns skäl att tro \
att någon annan använder dem. Banken berättar då varför, och hur du kommer igång igen.

5. Hur länge avtalet gäller. Avtalet gäller tills vidare. Du kan säga upp det när du vill, \
genast. Banken kan säga upp det med två månaders varsel.
"""


def publish(version: int, terms: str, agreement: str, *, days_ago: int) -> None:
    """Publish a version of both texts that has been valid for some days."""
    valid_from = timezone.now() - timedelta(days=days_ago)
    for kind, text in ((Agreement.Kind.TERMS, terms), (Agreement.Kind.AGREEMENT, agreement)):
        Agreement.objects.create(
            kind=kind, version=version, text=text.strip(), valid_from=valid_from
        )
