"""Terms and agreements, from a draft that nobody reads to a text that nobody changes."""

import csv
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.customers import agreements
from accounts.models import Agreement
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from hembanken.staff.models import Proposal
from tests import people, staff
from tests.staff import act, offered, page

pytestmark = pytest.mark.django_db
ADD = "/personal/accounts/agreement/add/"
DAY = 86_400


@pytest.fixture
def samir(db):
    return staff.at_work("samir", "sakerhet")


@pytest.fixture
def draft(samir, texts):
    """Samir has written new terms."""
    samir.post(ADD, {"kind": "terms", "text": "## Nytt\n\nEn *ny* text."})
    return Agreement.objects.get(version=None)


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def test_a_draft_is_in_force_for_nobody(draft):
    assert agreements.version_in_force("terms") == 1


def test_two_people_publish_a_text_from_a_day(draft, samir, pass_time):
    act(samir, draft, "publicera", day=tomorrow().isoformat())
    assert Agreement.objects.get(pk=draft.pk).is_draft
    act(staff.at_work("sofia", "sakerhet"), Proposal.objects.get(), "godkann")
    assert agreements.version_in_force("terms") == 1
    pass_time(DAY)
    assert agreements.version_in_force("terms") == 2


def test_a_day_that_has_begun_is_refused(draft, samir):
    act(samir, draft, "publicera", day=timezone.localdate().isoformat())
    sofia = staff.at_work("sofia", "sakerhet")
    assert "Välj en dag som kommer" in act(sofia, Proposal.objects.get(), "godkann").text
    assert Agreement.objects.get(pk=draft.pk).is_draft


def test_who_approves_a_text_is_told_from_which_day_and_led_to_it(draft, samir):
    act(samir, draft, "publicera", day="2099-01-01", reason="Rättelse")
    proposal = Proposal.objects.get()
    assert str(proposal) == "Publicera: Villkor för eSafeID utkast, 2099-01-01 (Rättelse)"
    assert f'href="/personal/accounts/agreement/{draft.pk}/change/"' in page(samir, proposal).text


def test_a_draft_that_changes_after_the_proposal_is_proposed_anew(draft, samir):
    act(samir, draft, "publicera", day=tomorrow().isoformat())
    samir.post(f"/personal/accounts/agreement/{draft.pk}/change/", {"kind": "terms", "text": "x"})
    sofia = staff.at_work("sofia", "sakerhet")
    assert offered(sofia, Proposal.objects.get()) == []
    assert act(sofia, Proposal.objects.get(), "godkann").status_code == 403
    assert Agreement.objects.get(pk=draft.pk).is_draft


def test_the_preview_is_the_customers_own_page(draft, samir):
    path = f"/personal/accounts/agreement/{draft.pk}/forhandsvisning/"
    assert path in page(samir, draft).text
    preview = samir.get(path)
    assert preview.templates[0].name == "accounts/terms.html"
    for told in ("Förhandsgranskning", "<h2>Nytt</h2>", "<em>ny</em>", "Jag accepterar villkoren"):
        assert told in preview.text
    assert "Logga ut" not in preview.text
    assert samir.post(path, {"accepted": "on"}).status_code == 403


def test_an_agreement_is_previewed_on_its_own_page(samir, texts):
    agreement = Agreement.objects.get(kind="agreement", version=1)
    preview = samir.get(f"/personal/accounts/agreement/{agreement.pk}/forhandsvisning/")
    assert preview.templates[0].name == "accounts/agreement.html"
    assert samir.get("/personal/accounts/agreement/4711/forhandsvisning/").status_code == 404


def test_who_accepted_what_is_a_list(samir, astrid):
    rows = samir.get("/personal/accounts/acceptance/").context["cl"].result_list
    assert {(str(row.account), row.agreement.kind) for row in rows} == {
        ("Astrid Avtal", "terms"),
        ("Astrid Avtal", "agreement"),
    }


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"],
)
def test_no_script_comes_through_a_text(text):
    html = Agreement(kind="terms", text=text).html
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html


def test_a_draft_can_be_written_anew_and_a_published_text_cannot(draft, samir):
    change = f"/personal/accounts/agreement/{draft.pk}/change/"
    samir.post(change, {"kind": "terms", "text": "Bättre"})
    assert Agreement.objects.get(pk=draft.pk).text == "Bättre"
    published = Agreement.objects.get(kind="terms", version=1)
    path = f"/personal/accounts/agreement/{published.pk}/change/"
    assert samir.post(path, {"kind": "terms", "text": "Annat"}).status_code == 403


def test_a_form_opened_before_the_publishing_changes_nothing_after_it(draft, samir, monkeypatch):
    real = Agreement.objects.filter

    def published_meanwhile(**options):
        if options.get("version", 1) is None:
            monkeypatch.undo()
            real(pk=draft.pk).update(version=2, valid_from=timezone.now())
        return real(**options)

    monkeypatch.setattr(Agreement.objects, "filter", published_meanwhile)
    samir.post(f"/personal/accounts/agreement/{draft.pk}/change/", {"kind": "terms", "text": "x"})
    assert Agreement.objects.get(pk=draft.pk).text.startswith("## Nytt")


def test_the_database_keeps_a_published_text_as_it_is(texts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(version=1).update(text="Annat")


def test_two_drafts_get_two_versions(texts, samir):
    drafts = [Agreement.objects.create(kind="terms", text="x") for _ in range(2)]
    for each in drafts:
        agreements.publish(each, Actor(author().pk), day=tomorrow())
    assert list(Agreement.objects.filter(kind="terms").values_list("version", flat=True)) == [
        1,
        2,
        3,
    ]


def author():
    return staff.Account.objects.get(username="samir")


def test_who_accepted_which_version_is_a_csv_file(samir, astrid):
    people.new_customer(people.BO, "=Bo")
    people.settle(staff.Account.objects.get(name="=Bo"), "4072")
    agreement = Agreement.objects.get(kind="agreement", version=1)
    answer = act(samir, agreement, "godkannanden")
    rows = list(csv.DictReader(answer.getvalue().decode().splitlines()))
    assert [row["name"] for row in rows] == ["Astrid Avtal", "'=Bo"]
    assert rows[0]["account"] == str(astrid.pk)
    assert offered(samir, agreement) == ["godkannanden"]
    assert Entry.objects.get(event="agreement:acceptances_exported").actor_id == author().pk


def test_which_text_is_written_is_asked_in_swedish(samir):
    page = samir.get(ADD).text
    assert "Villkor för eSafeID" in page
    assert "Select an option" not in page


def test_kundservice_writes_no_texts(texts):
    karin = staff.at_work("karin", "kundservice")
    assert karin.get(ADD).status_code == 403
    assert karin.post(ADD, {"kind": "terms", "text": "x"}).status_code == 403
