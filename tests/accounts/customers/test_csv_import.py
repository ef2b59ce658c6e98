"""A file of customers: every usual CSV, all or nothing, each bad row named by line and column."""

import pytest
from django.core.management import CommandError, call_command

from accounts import ordering
from accounts.models import Account, Identifier
from hembanken.request_context import Actor
from kodbox.models import Order, State
from kodbox.orders import OrderRefused
from kodbox.verification import use_code
from tests import people, staff

pytestmark = pytest.mark.django_db
HEADER = "personnummer,name,street,postcode,city,email,language,protected,kodbox\n"
ASTRID = "19850520-2385,Astrid Avtal,Storgatan 1,111 22,Stockholm,a@bank.example,sv,,\n"


@pytest.fixture
def take(tmp_path):
    """Write a file and import it."""

    def take(text, encoding="utf-8"):
        path = tmp_path / "customers.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        call_command("import_customers", path)

    return take


@pytest.fixture
def refused(take, capsys):
    """Import a file that is refused, and return what was said."""

    def refused(text, encoding="utf-8"):
        with pytest.raises(CommandError) as reason:
            take(text, encoding)
        assert not Account.objects.exists()
        return f"{reason.value} {capsys.readouterr().err}"

    return refused


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEADER + ASTRID, "utf-8"),
        (HEADER + ASTRID, "utf-8-sig"),
        ((HEADER + ASTRID).replace(",", ";").replace("\n", "\r\n"), "utf-8-sig"),
        (HEADER + ASTRID + "\n,,,,,,,,\n", "utf-8"),
        (HEADER.upper() + ASTRID.replace("Astrid Avtal", '"Astrid Avtal"'), "utf-8"),
    ],
)
def test_a_file_as_spreadsheets_write_it_comes_in(take, text, encoding):
    take(text, encoding)
    account = Account.objects.get()
    assert account.name == "Astrid Avtal"
    assert account.contact_details["street"] == "Storgatan 1"
    assert account.identifier.digits == "8505202385"


def test_columns_may_stand_in_any_order(take):
    take("name,kundnummer\nHassan Kund,001342-1078\n")
    assert Identifier.objects.get().kind == Identifier.Kind.KUNDNUMMER


def test_a_customer_with_a_box_logs_in_with_its_codes(take):
    kodbox = people.new_kodbox()
    take(HEADER + ASTRID.replace(",\n", f",{kodbox.device.serial}\n"))
    account = Account.objects.get()
    use_code(account.pk, kodbox.press(), replacement_allowed=False)
    assert kodbox.state() is State.ACTIVE


@pytest.mark.row("C16")
def test_the_letter_of_a_box_from_a_file_is_printed_once(take):
    kodbox = people.new_kodbox()
    take(HEADER + ASTRID.replace(",\n", f",{kodbox.device.serial}\n"))
    kerstin = staff.hire("kerstin", "kundservice")[0]
    order = Order.objects.get(device=kodbox.device)
    assert ordering.print_letter(order, Actor(kerstin.pk)).startswith(b"%PDF")
    with pytest.raises(OrderRefused):
        ordering.print_letter(order, Actor(kerstin.pk))


def test_a_protected_identity_has_name_and_address_sealed(take):
    take(HEADER + ASTRID.replace(",sv,,", ",sv,ja,"))
    account = Account.objects.get()
    assert (account.is_protected, account.name) == (True, "")
    assert account.full_name == "Astrid Avtal"
    assert b"Astrid" not in bytes(account.contact)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("19850520-2384,A,,,,,,,", "line 3, personnummer: it is no such number (check_digit)"),
        ("0013421078,A,,,,,,,", "line 3, personnummer: the number belongs into the other"),
        (",A,,,,,,,", "line 3, personnummer: a customer has one of"),
        ("19860331-2391,,,,,,,,", "line 3, name: it is empty"),
        ("19860331-2391,A,,,,no address,,,", "line 3, email: it is no"),
        ("19860331-2391,A,,,,,de,,", "line 3, language: it is neither"),
        ("19860331-2391,A,,,,,,maybe,", "line 3, protected: it is neither"),
        ("19860331-2391,A,,,,,,,12345", "line 3, kodbox: no kodbox"),
        ("19860331-2391,A", "line 3, row: it has 2 cells"),
        ("850520-2385,A,,,,,,,", "line 3, personnummer: another customer"),
        (f"19860331-2391,{'x' * 121},,,,,,,", "line 3, name: it is too long"),
    ],
)
def test_a_bad_row_is_named_and_nobody_comes_in(refused, row, said):
    assert said in refused(HEADER + ASTRID + row + "\n")


def test_nothing_that_a_row_holds_is_repeated(refused):
    assert "850520" not in refused(HEADER + "19850520-2384,Astrid,,,,,,,\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "header needs the columns"),
        ("name\nAstrid\n", "header needs the columns"),
        ("personnummer,name,shoe size\n", "nobody here knows: 'shoe size'"),
        ("personnummer,name,name\n", "names a column twice"),
        ((HEADER + "850520-2385,Åsa,,,,,,,\n").encode("latin-1"), "not UTF-8"),
        (HEADER + '"never closed', "no CSV"),
        (HEADER + "x" * 1_000_000, "longer than"),
        (b"\x00" * 100, "nobody here knows"),
    ],
)
def test_what_is_no_file_of_customers_gets_one_sentence(refused, text, said):
    assert said in refused(text)


def test_a_customer_of_the_bank_is_not_registered_twice(take, astrid, capsys):
    with pytest.raises(CommandError, match="1 rows are refused"):
        take(HEADER + ASTRID)
    assert Account.objects.count() == 1


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_customers", tmp_path / "none.csv")
