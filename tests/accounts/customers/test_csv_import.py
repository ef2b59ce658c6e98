"""The import of customers: usual CSV files, all or nothing, with line and column of each fault."""

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
def import_csv(tmp_path):
    """Write a file and import it."""

    def import_csv(text, encoding="utf-8"):
        path = tmp_path / "customers.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        call_command("import_customers", path)

    return import_csv


@pytest.fixture
def refused(import_csv, capsys):
    """Import a file that must be refused, and return the errors."""

    def refused(text, encoding="utf-8"):
        with pytest.raises(CommandError) as error:
            import_csv(text, encoding)
        assert not Account.objects.exists()
        return f"{error.value} {capsys.readouterr().err}"

    return refused


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEADER + ASTRID, "utf-8-sig"),
        ((HEADER + ASTRID).replace(",", ";").replace("\n", "\r\n"), "utf-8-sig"),
        (HEADER + ASTRID + "\n,,,,,,,,\n", "utf-8"),
        (HEADER.upper() + ASTRID.replace("Astrid Avtal", '"Astrid Avtal"'), "utf-8"),
    ],
)
def test_a_file_as_spreadsheets_write_it_is_imported(import_csv, text, encoding):
    import_csv(text, encoding)
    account = Account.objects.get()
    assert account.name == "Astrid Avtal"
    assert account.contact_details["street"] == "Storgatan 1"
    assert account.identifier.digits == "8505202385"


def test_the_columns_may_be_in_any_order(import_csv):
    import_csv("name,kundnummer\nHassan Kund,001342-1078\n")
    assert Identifier.objects.get().kind == Identifier.Kind.KUNDNUMMER


@pytest.mark.row("C16")
def test_the_kodbox_of_a_row_gets_one_letter_and_becomes_active_by_its_first_code(import_csv):
    kodbox = people.new_kodbox()
    import_csv(HEADER + ASTRID.replace(",\n", f",{kodbox.device.serial}\n"))
    kerstin = staff.hire("kerstin", "kundservice")[0]
    order = Order.objects.get(device=kodbox.device)
    assert ordering.print_letter(order, Actor(kerstin.pk)).startswith(b"%PDF")
    with pytest.raises(OrderRefused):
        ordering.print_letter(order, Actor(kerstin.pk))
    use_code(order.owner_id, kodbox.press(), replacement_allowed=False)
    assert kodbox.state() is State.ACTIVE


def test_the_name_and_address_of_a_protected_identity_are_encrypted(import_csv):
    import_csv(HEADER + ASTRID.replace(",sv,,", ",sv,ja,"))
    account = Account.objects.get()
    assert (account.is_protected, account.name) == (True, "")
    assert account.full_name == "Astrid Avtal"
    assert b"Astrid" not in bytes(account.contact)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("19850520-2384,A,,,,,,,", "line 3, personnummer: the number is not valid (check_digit)"),
        ("0013421078,A,,,,,,,", "line 3, personnummer: the number belongs in the other"),
        (",A,,,,,,,", "line 3, personnummer: a row needs either"),
        ("19860331-2391,,,,,,,,", "line 3, name: it is empty"),
        ("19860331-2391,A,,,,no address,,,", "line 3, email: it is not"),
        ("19860331-2391,A,,,,,de,,", "line 3, language: it must be"),
        ("19860331-2391,A,,,,,,maybe,", "line 3, protected: it must be"),
        ("19860331-2391,A,,,,,,,12345", "line 3, kodbox: no kodbox"),
        ("19860331-2391,A", "line 3, row: it has 2 cells"),
        ("850520-2385,A,,,,,,,", "line 3, personnummer: another customer"),
        (f"19860331-2391,{'x' * 121},,,,,,,", "line 3, name: it is too long"),
    ],
)
def test_a_faulty_row_is_reported_and_nobody_is_registered(refused, row, error):
    errors = refused(HEADER + ASTRID + row + "\n")
    assert error in errors
    assert not [digits for digits in ("850520", "860331", "001342") if digits in errors]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "header needs the columns"),
        ("personnummer,name,shoe size\n", "unknown column: 'shoe size'"),
        ("personnummer,name,name\n", "names a column twice"),
        ((HEADER + "850520-2385,Åsa,,,,,,,\n").encode("latin-1"), "not UTF-8"),
        (HEADER + '"never closed', "not valid CSV"),
        (HEADER + "x" * 1_000_000, "longer than"),
    ],
)
def test_an_unreadable_file_is_refused_with_its_reason(refused, text, error):
    assert error in refused(text)


def test_a_customer_of_the_bank_is_not_registered_twice(import_csv, astrid, capsys):
    with pytest.raises(CommandError, match="1 rows are refused"):
        import_csv(HEADER + ASTRID)
    assert Account.objects.count() == 1


def test_a_missing_file_is_reported(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_customers", tmp_path / "none.csv")
