"""Terms and agreements: drafts, publishing by two people, previews and acceptances."""

import csv
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.customers import agreements
from accounts.models import Account, Agreement
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from hembanken.staff.models import Proposal
from tests import people, staff
from tests.staff import offered, page, perform

pytestmark = pytest.mark.django_db
ADD = "/personal/accounts/agreement/add/"
DAY = 86_400


@pytest.fixture
def sofia(db):
    """Another member of Säkerhet, who approves proposals."""
    return staff.hire_and_log_in("sofia", "sakerhet")


@pytest.fixture
def draft(samir, texts):
    """New terms, written by Samir."""
    samir.post(ADD, {"kind": "terms", "text": "## Nytt\n\nEn *ny* text."})
    return Agreement.objects.get(version=None)


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def save(client, agreement, text):
    """Send the form that changes a text."""
    path = staff.url(agreement, "change")
    return client.post(path, {"kind": agreement.kind, "text": text})


def test_two_people_publish_a_text_that_comes_into_force_on_a_day(draft, samir, sofia, pass_time):
    perform(samir, draft, "publicera", day=tomorrow().isoformat())
    assert Agreement.objects.get(pk=draft.pk).is_draft
    perform(sofia, Proposal.objects.get(), "godkann")
    assert agreements.version_in_force("terms") == 1
    pass_time(DAY)
    assert agreements.version_in_force("terms") == 2


def test_a_text_cannot_be_published_from_today(draft, samir, sofia):
    perform(samir, draft, "publicera", day=timezone.localdate().isoformat())
    assert "Välj en kommande dag" in perform(sofia, Proposal.objects.get(), "godkann").text
    assert Agreement.objects.get(pk=draft.pk).is_draft


def test_a_proposal_to_publish_states_the_day_and_links_to_the_text(draft, samir):
    perform(samir, draft, "publicera", day="2099-01-01", reason="Rättelse")
    proposal = Proposal.objects.get()
    assert str(proposal) == "Publicera: Villkor för eSafeID utkast, 2099-01-01 (Rättelse)"
    assert f'href="{staff.url(draft, "change")}"' in page(samir, proposal).text


def test_changing_a_draft_voids_the_proposal_to_publish_it(draft, samir, sofia):
    perform(samir, draft, "publicera", day=tomorrow().isoformat())
    save(samir, draft, "x")
    assert offered(sofia, Proposal.objects.get()) == []
    assert perform(sofia, Proposal.objects.get(), "godkann").status_code == 403
    assert Agreement.objects.get(pk=draft.pk).is_draft


def test_the_preview_is_the_customers_page(draft, samir):
    path = staff.url(draft, "forhandsvisning")
    assert path in page(samir, draft).text
    preview = samir.get(path)
    assert preview.templates[0].name == "accounts/terms.html"
    for text in ("Förhandsgranskning", "<h2>Nytt</h2>", "<em>ny</em>", "Jag accepterar villkoren"):
        assert text in preview.text
    assert "Logga ut" not in preview.text
    assert samir.post(path, {"accepted": "on"}).status_code == 403


def test_an_agreement_is_previewed_on_the_agreements_page(samir, texts):
    agreement = Agreement.objects.get(kind="agreement", version=1)
    preview = samir.get(staff.url(agreement, "forhandsvisning"))
    assert preview.templates[0].name == "accounts/agreement.html"
    assert samir.get("/personal/accounts/agreement/4711/forhandsvisning/").status_code == 404


def test_acceptances_are_listed(samir, astrid):
    rows = samir.get("/personal/accounts/acceptance/").context["cl"].result_list
    assert {(str(row.account), row.agreement.kind) for row in rows} == {
        ("Astrid Avtal", "terms"),
        ("Astrid Avtal", "agreement"),
    }


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"],
)
def test_a_text_is_sanitised(text):
    html = Agreement(kind="terms", text=text).html
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html


def test_a_draft_can_be_changed_and_a_published_text_cannot(draft, samir):
    save(samir, draft, "Bättre")
    assert Agreement.objects.get(pk=draft.pk).text == "Bättre"
    published = Agreement.objects.get(kind="terms", version=1)
    assert save(samir, published, "Annat").status_code == 403


def test_a_draft_form_sent_after_the_publishing_changes_nothing(draft, samir, monkeypatch):
    real = Agreement.objects.filter

    def published_meanwhile(**options):
        if options.get("version", 1) is None:
            monkeypatch.undo()
            real(pk=draft.pk).update(version=2, valid_from=timezone.now())
        return real(**options)

    monkeypatch.setattr(Agreement.objects, "filter", published_meanwhile)
    save(samir, draft, "x")
    assert Agreement.objects.get(pk=draft.pk).text.startswith("## Nytt")


def test_the_database_refuses_to_change_a_published_text(texts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(version=1).update(text="Annat")


def test_each_published_draft_gets_its_own_version(texts, samir):
    author = Account.objects.get(username="samir")
    for _ in range(2):
        draft = Agreement.objects.create(kind="terms", text="x")
        agreements.publish(draft, Actor(author.pk), day=tomorrow())
    versions = Agreement.objects.filter(kind="terms").values_list("version", flat=True)
    assert list(versions) == [1, 2, 3]


def test_the_acceptances_of_a_version_are_a_csv_file(samir, astrid):
    people.settle(people.new_customer(people.BO, "=Bo"), "4072")
    agreement = Agreement.objects.get(kind="agreement", version=1)
    response = perform(samir, agreement, "godkannanden")
    rows = list(csv.DictReader(response.getvalue().decode().splitlines()))
    assert [row["name"] for row in rows] == ["Astrid Avtal", "'=Bo"]
    assert rows[0]["account"] == str(astrid.pk)
    assert offered(samir, agreement) == ["godkannanden"]
    export = Entry.objects.get(event="agreement:acceptances_exported")
    assert Account.objects.get(pk=export.actor_id).username == "samir"


def test_the_kinds_of_text_are_offered_in_swedish(samir):
    page = samir.get(ADD).text
    assert "Villkor för eSafeID" in page
    assert "Select an option" not in page
