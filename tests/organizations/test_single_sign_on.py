"""Logging in by an OpenID Connect provider, with a real one over HTTP."""

from urllib.parse import parse_qs, urlparse

import pytest
import requests
from allauth.socialaccount.models import SocialAccount

from iotsite import sign_on
from organizations.models import User
from tests import factories
from tests.organizations.headless import BASE, Browser
from tests.organizations.openid import CLIENT, SECRET, openid_provider

pytestmark = pytest.mark.django_db
STRANGER = "http://testserver/login?error=unknown_account"


@pytest.fixture
def provider(settings):
    with openid_provider() as running:
        found = sign_on.openid_settings(
            {
                "SLUICE_OIDC_URL": running.url,
                "SLUICE_OIDC_CLIENT_ID": CLIENT,
                "SLUICE_OIDC_SECRET": SECRET,
                "SLUICE_OIDC_NAME": "Plant login",
            }
        )
        for name, value in found.items():
            setattr(settings, name, value)
        yield running


def says(provider, email: str, *, verified: bool = True, sub: str = "subject 1") -> None:
    provider.claims = {"sub": sub, "email": email, "email_verified": verified, "name": "Whoever"}


def come_in(browser: Browser) -> str:
    """The whole way through the provider; answers where the browser ends."""
    begun = browser.client.post(
        f"{BASE}/auth/provider/redirect", {"provider": "sso", "callback_url": "/dashboards", "process": "login"}
    )
    assert begun.status_code == 302
    back = requests.get(begun.headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    parts = urlparse(back)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "http://testserver/accounts/oidc/sso/login/callback/"
    ended = browser.client.get(f"{parts.path}?{parts.query}")
    assert ended.status_code == 302
    return ended.headers["Location"]


def test_the_login_page_learns_of_the_provider(provider):
    listed = Browser().get("/config").json()["data"]["socialaccount"]["providers"]

    assert [(one["id"], one["name"]) for one in listed] == [("sso", "Plant login")]


def test_without_settings_there_is_none(db):
    assert Browser().get("/config").json()["data"]["socialaccount"]["providers"] == []


def test_somebody_known_by_their_verified_address_comes_in(organization, provider):
    person = factories.user(organization, "viewer")
    says(provider, person.email)
    browser = Browser()

    assert come_in(browser) == "/dashboards"

    assert browser.client.get("/api/me").json()["user"]["email"] == person.email
    assert SocialAccount.objects.get().user == person


def test_the_second_time_the_providers_own_number_is_enough(organization, provider):
    person = factories.user(organization, "viewer")
    says(provider, person.email)
    come_in(Browser())
    says(provider, "renamed@example.com")
    browser = Browser()

    assert come_in(browser) == "/dashboards"
    assert browser.client.get("/api/me").json()["user"]["email"] == person.email


def test_nobody_unknown_comes_in_and_no_account_is_made(organization, provider):
    says(provider, "new@example.com")
    browser = Browser()

    assert come_in(browser) == STRANGER

    assert not browser.is_logged_in()
    assert not User.objects.exists()
    assert browser.post("/auth/provider/signup", {"email": "new@example.com"}).status_code in (403, 409)
    assert not User.objects.exists()


def test_an_address_that_the_provider_has_not_verified_opens_nothing(organization, provider):
    person = factories.user(organization, "viewer")
    says(provider, person.email, verified=False)
    browser = Browser()

    assert come_in(browser) == STRANGER
    assert not browser.is_logged_in()
    assert not SocialAccount.objects.exists()


def test_people_without_pages_read_what_strangers_read(organization, provider):
    person = factories.user()
    factories.profile(organization, None, person, access_management=False, access_dashboard=False)
    says(provider, person.email)
    browser = Browser()

    assert come_in(browser) == STRANGER
    assert not browser.is_logged_in()


def test_so_do_people_whose_account_is_deactivated(organization, provider):
    person = factories.user(organization, "viewer", is_active=False)
    says(provider, person.email)
    browser = Browser()

    assert come_in(browser) == STRANGER
    assert not browser.is_logged_in()


def test_the_second_factor_is_still_asked_for(organization, provider):
    from allauth.mfa.models import Authenticator

    person = factories.user(organization, "viewer")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
    says(provider, person.email)
    browser = Browser()

    come_in(browser)

    assert not browser.is_logged_in()
    pending = [flow["id"] for flow in browser.get("/auth/session").json()["data"]["flows"] if flow.get("is_pending")]
    assert pending == ["mfa_authenticate"]


def test_a_refusal_at_the_provider_leads_back_with_an_error(organization, provider):
    provider.refuses = True
    browser = Browser()

    ended = come_in(browser)

    assert "error=cancelled" in ended or "error=denied" in ended
    assert not browser.is_logged_in()


def test_behind_https_the_provider_sends_people_back_over_https(provider, settings):
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

    begun = Browser().client.post(
        f"{BASE}/auth/provider/redirect", {"provider": "sso", "callback_url": "/dashboards", "process": "login"}
    )

    back = parse_qs(urlparse(begun.headers["Location"]).query)["redirect_uri"]
    assert back == ["https://testserver/accounts/oidc/sso/login/callback/"]


def test_a_token_from_elsewhere_opens_nothing(organization, provider):
    answer = Browser().post("/auth/provider/token", {"provider": "sso", "process": "login", "token": {}})

    assert answer.status_code == 404


def test_the_log_ins_form_may_lead_to_the_provider_and_to_nobody_else(provider, db):
    policy = Browser().get("/config").headers["Content-Security-Policy"]

    assert policy.endswith(f"form-action 'self' {provider.url}")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SLUICE_OIDC_URL": "http://login.example"}, "must be https"),
        ({"SLUICE_OIDC_URL": "https://login.example"}, "SLUICE_OIDC_CLIENT_ID"),
    ],
)
def test_settings_that_cannot_be_are_named(environment, words):
    with pytest.raises(ValueError, match=words):
        sign_on.openid_settings(environment)
