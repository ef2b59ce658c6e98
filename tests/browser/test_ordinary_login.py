"""The ordinary login: number, password, code; and what everybody is told when one is wrong."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WRONG_PASSWORD = "Felaktigt personnummer eller lösenord"
REFUSED = [
    WRONG_PASSWORD,
    "Skriv lösenordet igen. Har du glömt det: välj Skapa nytt lösenord.",
]
WRONG_CODE = [
    "Felaktigt behörighetskod",
    "Gör en ny kod och skriv den. Blir den också fel: skriv genast nästa kod.",
]
NOBODY = "19800620-2389"  # a number that no customer has


@pytest.mark.smoke
def test_astrid_logs_in_and_out(visit):
    astrid = visit("Astrid")
    astrid.logs_in(astrid.takes_kodbox())
    astrid.logs_out()


def test_hassan_logs_in_with_his_kundnummer(visit):
    hassan = visit("Hassan")
    hassan.logs_in(hassan.takes_kodbox())


def test_bo_logs_in_with_his_temporary_password_and_a_new_one_holds(visit):
    bo = visit("Bo")
    kodbox = bo.takes_kodbox()
    bo.replaces_password(kodbox, bo.person.password, "7306")
    bo.comes_home()
    bo.logs_out()
    bo.follows("Logga in igen")
    bo.logs_in(kodbox, "7306")


def test_a_wrong_password_is_told_at_the_top_and_only_the_number_is_kept(visit):
    astrid = visit("Astrid")
    astrid.types_password("1111")
    assert astrid.is_told() == REFUSED
    expect(astrid.page).to_have_title("Fel: Logga in med Kodbox – Hembanken")
    focused = astrid.page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Det finns ett problem")
    expect(astrid.field("number")).to_have_value(astrid.person.number)
    expect(astrid.field("password")).to_have_value("")


def test_the_summary_leads_to_the_field_and_to_help(visit):
    astrid = visit("Astrid")
    astrid.types_password("1111")
    astrid.follows(WRONG_PASSWORD)
    expect(astrid.field("number")).to_be_focused()
    astrid.follows("Läs mer i hjälpen")
    expect(astrid.page.get_by_role("heading", name=WRONG_PASSWORD)).to_be_in_viewport()


def test_a_wrong_code_is_told_and_the_right_one_still_works(visit):
    astrid = visit("Astrid")
    kodbox = astrid.takes_kodbox()
    astrid.types_password()
    astrid.types_code("12345678")
    assert astrid.is_told() == WRONG_CODE
    expect(astrid.field("code")).to_have_value("")
    astrid.fills(code=kodbox.make_code())
    astrid.presses("Logga in")
    astrid.comes_home()


def test_a_code_typed_in_two_groups_is_understood(visit):
    astrid = visit("Astrid")
    code = astrid.takes_kodbox().make_code()
    astrid.types_password()
    astrid.types_code(f"{code[:4]} {code[4:]}")
    astrid.comes_home()


@pytest.mark.row("G1")
def test_a_code_can_be_pasted(visit):
    astrid = visit("Astrid")
    code = astrid.takes_kodbox().make_code()
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    astrid.fills(code=code)
    for keys in ("Control+A", "Control+X", "Control+V"):
        astrid.field("code").press(keys)
    expect(astrid.field("code")).to_have_value(f"{code[:4]} {code[4:]}")
    astrid.presses("Logga in")
    astrid.comes_home()


def test_farid_accepts_the_new_terms_and_the_new_agreement_once(visit):
    farid = visit("Farid")
    kodbox = farid.takes_kodbox()
    farid.types_password()
    farid.types_code(kodbox.make_code())
    farid.accepts_terms()
    farid.agrees(farid.person.password)
    farid.comes_home()
    farid.logs_out()
    farid.follows("Logga in igen")
    farid.logs_in(kodbox)


def test_gretas_new_kodbox_is_taken_into_use_and_the_old_one_is_over(visit):
    greta = visit("Greta")
    old, new = greta.takes_kodbox(0), greta.takes_kodbox(1)
    new.choose_pin("1590")
    greta.logs_in(new)
    greta.logs_out()
    greta.follows("Logga in igen")
    greta.types_password()
    greta.types_code(old.make_code())
    assert greta.is_told() == WRONG_CODE


@pytest.mark.row("S9")
def test_blocked_david_reads_what_a_stranger_reads(visit):
    david, stranger = visit("David"), visit("Astrid")
    david.types_password()
    stranger.fills(number=NOBODY, password="4071")
    stranger.presses("Fortsätt")
    assert david.is_told() == stranger.is_told() == REFUSED
    assert reads(david) == reads(stranger)


@pytest.mark.row("S9")
def test_elsa_with_a_blocked_kodbox_reads_what_a_mistyped_code_gets(visit):
    elsa, hassan = visit("Elsa"), visit("Hassan")
    code = elsa.takes_kodbox().make_code()
    for each, typed in ((elsa, code), (hassan, "12345678")):
        each.types_password()
        each.types_code(typed)
        assert each.is_told() == WRONG_CODE
    assert reads(elsa) == reads(hassan)


def reads(visitor):
    return visitor.page.get_by_role("main").inner_text()
