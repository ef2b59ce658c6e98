"""The steps on which a customer reads: their time, and what they say of a new version."""

import re
from datetime import datetime

import pytest
from django.utils import timezone

from accounts.models import Acceptance, Account, Agreement
from tests import people
from tests.accounts import roads

pytestmark = pytest.mark.django_db
LOGIN, CODE, HOME = "/logga-in/", "/logga-in/behorighetskod/", "/hem/"
TERMS, CONNECT, AGREEMENT = "/villkor/", "/anslut/", "/avtal/"
APPROVE, NEW, TEMPORARY = "/avtal/godkann/", "/nytt-losenord/", "/nytt-losenord/temporart/"
NEAR = re.compile(r"Inloggningen avbryts kl. \d\d\.\d\d")
MARCH = datetime(2026, 3, 3, tzinfo=timezone.get_default_timezone())
ACCEPTED = {"accept_terms": "on", "version": "2"}


@pytest.fixture
def changed(client, astrid, kodbox):
    """A browser in which Astrid's code was accepted, after both texts have changed."""
    people.publish_texts(version=2)
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    assert client.post(CODE, {"code": kodbox.press()}).url == TERMS
    return client


def publish_in_march(version):
    for kind in Agreement.Kind.values:
        Agreement.objects.create(kind=kind, version=version, text="text", valid_from=MARCH)


def newcomer_at(step):
    """Return a new customer's browser at one step of the first login."""
    walker = roads.newcomer()
    for state in roads.first_login(walker):
        if state == step:
            return walker.client
    raise LookupError(step)


@pytest.mark.row("E7")
@pytest.mark.parametrize("step", ["terms", "connect", "agreement"])
def test_reading_has_the_time_of_the_whole_login(texts, pass_time, step):
    client = newcomer_at(step)
    path = client.get(CODE).url
    assert not NEAR.search(client.get(path).text)
    pass_time(1_700)
    page = client.get(path)
    assert page.status_code == 200
    assert NEAR.search(page.text)
    assert client.get("/tid-kvar/").json() == {"seconds": 100, "extendable": False}
    pass_time(101)
    assert client.get(path).url == LOGIN


@pytest.mark.parametrize("step", ["terms", "connect", "agreement"])
def test_a_page_for_reading_is_left_when_the_login_ends(texts, step):
    client = newcomer_at(step)
    page = client.get(client.get(CODE).url).text
    seconds = int(re.search(r'<noscript><meta http-equiv="refresh" content="(\d+);', page)[1])
    assert 1_780 < seconds <= 1_800


@pytest.mark.row("E7")
def test_approving_with_the_password_has_five_minutes(changed, pass_time):
    changed.get(TERMS)
    pass_time(1_000)
    changed.post(TERMS, ACCEPTED)
    changed.get(AGREEMENT)
    pass_time(400)
    assert changed.post(AGREEMENT, {"version": "2"}).url == APPROVE
    assert "5 minuter på dig för det här steget" in changed.get(APPROVE).text
    pass_time(301)
    assert changed.get(APPROVE).url == LOGIN


def test_whoever_returns_to_the_agreement_may_read_again(changed, pass_time):
    changed.post(TERMS, ACCEPTED)
    changed.post(AGREEMENT, {"version": "2"})
    changed.get(APPROVE)
    changed.get(AGREEMENT)
    pass_time(1_000)
    assert changed.get(AGREEMENT).status_code == 200
    assert changed.get(APPROVE).status_code == 200
    pass_time(301)
    assert changed.get(AGREEMENT).url == LOGIN


@pytest.mark.row("E7")
def test_a_login_whose_last_page_was_not_opened_ends_after_five_minutes(
    client, astrid, kodbox, pass_time
):
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    client.post(CODE, {"code": kodbox.press()})
    pass_time(301)
    assert client.get(HOME, follow=True).redirect_chain[-1][0] == LOGIN


@pytest.mark.row("E7")
def test_a_temporary_password_waits_five_minutes_to_be_shown(client, astrid, kodbox, pass_time):
    client.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    before = Account.objects.get(pk=astrid.pk).password
    pass_time(301)
    assert client.post(TEMPORARY).url == LOGIN
    assert Account.objects.get(pk=astrid.pk).password == before


def test_the_page_of_the_temporary_password_may_be_read_in_peace(client, astrid, kodbox, pass_time):
    people.publish_texts(version=2)
    client.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    shown = client.post(TEMPORARY)
    assert "på dig för det här steget" not in shown.text
    encrypted = {"encrypted": shown.context["form"]["encrypted"].value()}
    pass_time(1_600)
    missing = client.post(TEMPORARY, encrypted)
    assert NEAR.search(missing.text)
    assert client.post(TEMPORARY, encrypted | ACCEPTED | {"noted": "on"}).url == LOGIN
    assert Acceptance.objects.filter(account=astrid, agreement__version=2).exists()


def test_changed_texts_say_so_since_when_and_which_version(changed):
    Agreement.objects.filter(version=2).delete()
    publish_in_march(version=2)
    terms = changed.get(TERMS).text
    assert "Villkoren har ändrats. Version 2 gäller sedan den 3 mars 2026." in terms
    changed.post(TERMS, ACCEPTED)
    agreement = changed.get(AGREEMENT).text
    assert "Avtalet har ändrats. Version 2 gäller sedan den 3 mars 2026." in agreement


@pytest.mark.parametrize(("step", "path"), [("terms", TERMS), ("agreement", AGREEMENT)])
def test_a_first_login_sees_version_and_date_only(db, step, path):
    publish_in_march(version=1)
    client = newcomer_at(step)
    article = re.search(r'<article class="document">.*</article>', client.get(path).text, re.DOTALL)
    assert "Version 1, gäller sedan den 3 mars 2026" in article[0]
    assert "har ändrats" not in client.get(path).text


def test_the_page_of_the_temporary_password_says_that_the_terms_have_changed(
    client, astrid, kodbox
):
    people.publish_texts(version=2)
    client.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    assert "Villkoren har ändrats. Version 2 gäller" in client.post(TEMPORARY).text


def test_the_other_text_is_not_taken_for_an_earlier_version(client, astrid, kodbox):
    Acceptance.objects.filter(agreement__kind="terms").delete()
    people.publish_texts(version=2)
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    client.post(CODE, {"code": kodbox.press()})
    assert "har ändrats" not in client.get(TERMS).text
