"""The notices that staff put on the login: who may, when they show, and what they cost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from accounts import notices
from accounts.models import Notice
from accounts.notices import NoticeIsOver
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from tests import people, staff

pytestmark = pytest.mark.django_db
ADD = "/personal/accounts/notice/add/"
SWEDISH = "Vi har ett avbrott. Försök igen klockan 12 <b>idag</b>."
ENGLISH = "There is an outage. Try again at 12."
LOGIN, NEW_PASSWORD, ORDER = "/logga-in/", "/nytt-losenord/", "/bestall-kodbox/"
ESCAPED = SWEDISH.replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture
def samir(db):
    return staff.hire_and_log_in("samir", "sakerhet")


@pytest.fixture(autouse=True)
def read_at_every_page(no_notices, monkeypatch):
    monkeypatch.setattr(notices, "READ_SECONDS", 0)
    notices.forget()


def put(starts=timedelta(0), ends=timedelta(hours=1), **columns):
    times = {"starts_at": timezone.now() + starts, "ends_at": timezone.now() + ends}
    texts = {"text_sv": SWEDISH, "text_en": ENGLISH}
    return Notice.objects.create(**texts | times | columns)


def typed(starts_at="2030-06-01T08:00", ends_at="2030-06-01T10:00", **texts):
    fields = {"text_sv": SWEDISH, "text_en": ENGLISH, "starts_at": starts_at, "ends_at": ends_at}
    return fields | texts


@pytest.mark.parametrize("page", [LOGIN, NEW_PASSWORD, ORDER])
def test_a_notice_stands_on_every_page_of_the_login_in_its_language(page):
    put()
    assert ESCAPED in Client().get(page).text
    english = Client(headers={"accept-language": "en"}).get(page).text
    assert ENGLISH in english
    assert ESCAPED not in english


def test_a_notice_stands_on_the_code_page_and_beside_an_error(client, astrid):
    put()
    assert ESCAPED in client.post(LOGIN, {"number": "1", "password": "1"}, follow=True).text
    credentials = {"number": people.ASTRID, "password": people.PASSWORD}
    assert ESCAPED in client.post(LOGIN, credentials, follow=True).text


@pytest.mark.parametrize("page", ["/hjalp/", "/personal/login/"])
def test_no_other_page_shows_it(client, page):
    put()
    assert ESCAPED not in client.get(page).text


def test_a_notice_begins_and_ends_by_the_clock(client, pass_time):
    put(starts=timedelta(minutes=5), ends=timedelta(minutes=10))
    shown = []
    for _ in range(3):
        shown.append(ESCAPED in client.get(LOGIN).text)
        pass_time(300)
    assert shown == [False, True, False]


def test_notices_are_read_once_in_some_seconds(client, monkeypatch):
    monkeypatch.setattr(notices, "READ_SECONDS", 10)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            client.get(LOGIN)
    assert len(queries) == 1


def test_without_the_database_the_last_notices_stay(client, monkeypatch):
    put()
    client.get(LOGIN)

    def fail(*_args, **_options):
        raise DatabaseError

    monkeypatch.setattr(Notice.objects, "filter", fail)
    assert ESCAPED in client.get(LOGIN).text


def test_a_member_of_sakerhet_puts_a_notice_in_the_banks_time(samir):
    assert samir.post(ADD, typed()).status_code == 302
    notice, event = Notice.objects.get(), Entry.objects.get(event=Event.NOTICE_PUT)
    assert notice.starts_at == datetime(2030, 6, 1, 6, tzinfo=UTC)  # 08:00 in summer
    assert notice.put_by_id == event.actor_id == event.account_id
    assert event.detail == f"{SWEDISH} / {ENGLISH}"
    page = samir.get(staff.url(notice, "change")).text
    assert 'value="2030-06-01T08:00"' in page


@pytest.mark.parametrize(
    ("times", "field"),
    [
        (("2030-06-01T10:00", "2030-06-01T08:00"), "ends_at"),
        (("2020-06-01T08:00", "2020-06-01T10:00"), "ends_at"),
        (("2030-03-31T02:30", "2030-06-01T10:00"), "starts_at"),  # no such time that night
        (("2030-05-01T02:30", "2030-10-27T02:30"), "ends_at"),  # twice that night
        (("", "2030-06-01T10:00"), "starts_at"),
    ],
)
def test_times_that_cannot_be_are_refused_at_their_field(samir, times, field):
    response = samir.post(ADD, typed(*times))
    assert list(response.context["adminform"].form.errors) == [field]
    assert not Notice.objects.exists()


def test_both_languages_are_needed(samir):
    response = samir.post(ADD, typed(text_en=" "))
    assert list(response.context["adminform"].form.errors) == ["text_en"]


def test_a_notice_is_changed_until_it_is_over(samir):
    notice = put()
    changed = typed(text_sv="Nu fungerar allt igen.", ends_at="2030-06-01T11:00")
    assert samir.post(staff.url(notice, "change"), changed).status_code == 302
    notice.refresh_from_db()
    assert notice.text_sv == "Nu fungerar allt igen."
    assert "Nu fungerar" in Entry.objects.get(event=Event.NOTICE_CHANGED).detail
    Notice.objects.update(starts_at=timezone.now() - timedelta(2), ends_at=timezone.now())
    assert samir.post(staff.url(notice, "change"), typed()).status_code == 403
    with pytest.raises(NoticeIsOver):
        notices.change(notice, Actor(notice.put_by_id))


def test_a_notice_is_taken_away_at_once_and_once(samir, client):
    notice = put()
    assert ESCAPED in client.get(LOGIN).text
    assert "ta-bort" in staff.offered(samir, notice)
    staff.perform(samir, notice, "ta-bort")
    assert ESCAPED not in client.get(LOGIN).text
    event = Entry.objects.get(event=Event.NOTICE_ENDED)
    notice.refresh_from_db()
    assert (event.actor_id, event.detail) == (notice.ended_by_id, "Meddelandet är fel")
    assert staff.offered(samir, notice) == []
    with pytest.raises(NoticeIsOver):
        notices.end(notice, Actor(notice.ended_by_id))


@pytest.mark.row("I4")
def test_kundservice_reads_notices_and_writes_none():
    karin, notice = staff.hire_and_log_in("karin", "kundservice"), put()
    assert date_format(timezone.localtime(notice.ends_at), "H.i") in staff.page(karin, notice).text
    assert karin.post(ADD, typed()).status_code == 403
    assert karin.post(staff.url(notice, "change"), typed()).status_code == 403
    assert Notice.objects.count() == 1


def test_the_database_refuses_a_notice_that_ends_before_it_begins(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        put(starts=timedelta(hours=2))
