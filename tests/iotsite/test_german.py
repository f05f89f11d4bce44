"""What a German reader gets from the server."""

import re

import pytest
from django.test import Client
from django.utils.timezone import now

from devices.models import Command
from organizations.models import OutgoingMail
from tests import factories
from tests.organizations.headless import Browser

GERMAN = {"Accept-Language": "de"}


def ask(person, method, path, body=None):
    return getattr(factories.client(person), method)(path, body, content_type="application/json", headers=GERMAN)


def message(answer):
    return answer.json()["error"]["message"]


def test_who_is_not_logged_in_reads_so():
    assert message(Client().get("/api/me", headers=GERMAN)) == "Melden Sie sich erst an."


def test_a_wrong_password_is_refused(viewer):
    answer = Browser(**GERMAN).log_in(viewer.email, "not this one at all")

    assert answer.json()["errors"][0]["message"] == "Die E-Mail-Adresse und/oder das Passwort sind leider falsch."


def test_what_is_not_there_is_missing(viewer):
    assert message(ask(viewer, "get", "/api/devices/999999")) == "So etwas gibt es nicht, oder es ist nicht Ihres."
    assert message(ask(viewer, "get", "/api/nothing")).startswith("Es gibt keinen Aufruf GET /api/nothing: ")


def test_what_may_not_be_done_names_the_right(viewer):
    answer = ask(viewer, "post", "/api/flows", {"name": "Pump"})

    assert answer.status_code == 403
    assert re.fullmatch(r"Ihre Profile enthalten „[\w ]+“ hier nicht\. Bitten Sie einen Administrator.*", message(answer))


def test_a_name_that_is_taken_keeps_its_own_words(engineer):
    ask(engineer, "post", "/api/flows", {"name": "It is cleared already."})
    answer = ask(engineer, "post", "/api/flows", {"name": "It is cleared already."})

    assert message(answer) == "Es gibt schon einen Flow „It is cleared already.“. Wählen Sie einen anderen Namen."


def test_a_value_of_the_wrong_form_is_named(engineer):
    long = ask(engineer, "post", "/api/flows", {"name": "Pump", "description": "x" * 501})
    no_number = ask(engineer, "get", "/api/flows?limit=many")

    assert message(long) == "description: Der Text darf höchstens 500 Zeichen haben."
    assert message(no_number) == "limit: Der Wert muss eine ganze Zahl sein."


def test_problems_of_a_flow_are_read_with_german_names(engineer):
    flow = ask(engineer, "post", "/api/flows", {"name": "Pump"}).json()
    blocks = {
        "b1": {"type": "math.clamp", "version": 1, "params": {"low": "wide"}, "position": {"x": 0, "y": 0}},
        "b2": {"type": "math.absolute", "version": 1, "params": {}, "position": {"x": 0, "y": 0}},
    }
    document = {"schema": 1, "blocks": blocks, "wires": []}
    draft = ask(engineer, "put", f"/api/flows/{flow['id']}/draft", {"document": document, "base_version": flow["draft_version"]})
    problems = {problem["block"]: problem["message"] for problem in draft.json()["problems"]}
    refused = ask(engineer, "post", f"/api/flows/{flow['id']}/deploy", {})

    assert problems["b1"] == "Untere Grenze: Der Wert muss eine Zahl sein (nicht 'wide')."
    assert problems["b2"] == "„Wert“ von „Betrag“ braucht einen Draht: Ohne ihn läuft der Block nie."
    assert message(refused).startswith("Im Flow sind 2 Fehler: ")
    assert refused.json()["error"]["details"]["problems"][0]["message"] == problems["b1"]


def test_what_was_stored_in_english_is_read_in_german(engineer, organization):
    device = factories.device(organization)
    metric = factories.metric(device, is_writable=True)
    detail = "The device did not take it in time."
    command = Command.objects.create(device=device, metric=metric, value=1, status="expired", detail=detail, expires_at=now())
    listed = ask(engineer, "get", f"/api/devices/{device.pk}/commands").json()["items"]

    assert [(row["id"], row["detail"]) for row in listed] == [(command.pk, "Das Gerät hat ihn nicht rechtzeitig genommen.")]
    assert factories.client(engineer).get(f"/api/devices/{device.pk}/commands").json()["items"][0]["detail"] == command.detail


def test_a_mail_about_an_account_is_written_in_its_language(viewer):
    viewer.preferences = {"language": "de"}
    viewer.save()
    Browser().post("/auth/password/request", {"email": viewer.email})
    mail = OutgoingMail.objects.get()

    assert mail.subject == "Ein neues Passwort für Sluice"
    assert mail.body.startswith(
        f"Jemand hat für {viewer.email} in Sluice ein neues Passwort verlangt. Wählen Sie es hier:\n\nhttp"
    )


def test_an_invitation_is_written_in_the_language_of_who_invites(engineer, organization):
    profile = factories.profile(organization, "Operators")
    body = {"email": "new@example.com", "name": "", "profile_ids": [profile.pk]}
    assert ask(engineer, "post", "/api/invitations", body).status_code == 200
    mail = OutgoingMail.objects.get()

    assert mail.subject == f"Sie sind in Sluice zu {organization.name} eingeladen"
    assert mail.body.startswith(f"Guten Tag,\n\n{engineer} lädt Sie ein, in Sluice mit „{organization.name}“ zu arbeiten.")


@pytest.mark.parametrize("header", ["en", "fr", ""])
def test_everybody_else_reads_english(viewer, header):
    answer = factories.client(viewer).get("/api/devices/999999", headers={"Accept-Language": header})

    assert message(answer) == "There is no such thing, or it is not yours."
