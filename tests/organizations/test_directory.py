"""Logging in with a directory's password, against a real slapd over STARTTLS."""

import json

import pytest

from iotsite import sign_on
from organizations import rights
from organizations.models import OutgoingMail, User
from tests import factories
from tests.organizations.headless import Browser, shape
from tests.organizations.slapd import ADMIN_PASSWORD, ROOT, directory, missing
from tests.organizations.smtp import certificate_for_localhost

REASON = missing()
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(bool(REASON), reason=REASON)]

READER = f"cn=sluice,{ROOT}"
EVE = f"uid=eve,ou=people,{ROOT}"
BOB = f"uid=bob,ou=people,{ROOT}"
STAFF, OPERATORS, SCRIPTS = (f"cn={name},ou=groups,{ROOT}" for name in ("staff", "operators", "scripts"))


def person(name: str, mail: str) -> str:
    return f"""dn: uid={name},ou=people,{ROOT}
objectClass: inetOrgPerson
uid: {name}
cn: {name.capitalize()} Example
sn: Example
mail: {mail}
userPassword: {name}'s directory password

"""


def group(dn: str, *members: str) -> str:
    lines = "\n".join(f"member: {member}" for member in members)
    return f"dn: {dn}\nobjectClass: groupOfNames\ncn: {dn.split(',', maxsplit=1)[0][3:]}\n{lines}\n\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slapd")
    with directory(folder, certificate_for_localhost(folder)) as running:
        running.write(f"dn: {ROOT}\nobjectClass: dcObject\nobjectClass: organization\no: Plant\ndc: plant\n")
        for unit in ("people", "groups"):
            running.write(f"dn: ou={unit},{ROOT}\nobjectClass: organizationalUnit\nou: {unit}\n")
        running.write(
            f"dn: {READER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n"
            f"cn: sluice\nuserPassword: {ADMIN_PASSWORD}\n"
        )
        running.write(person("eve", "Eve@Example.com") + person("bob", "bob@example.com") + person("cy", "cy@example.com"))
        running.write(group(STAFF, EVE, BOB) + group(OPERATORS, EVE) + group(SCRIPTS, BOB))
        yield running


@pytest.fixture
def operators(organization):
    profile = factories.profile(organization, "Operators", access_management=False)
    factories.allow(profile, organization, "read", role="operator")
    return profile


@pytest.fixture
def scripts(organization):
    """A profile that opens no pages."""
    return factories.profile(organization, "Scripts", access_management=False, access_dashboard=False)


@pytest.fixture
def connected(server, organization, operators, scripts, settings):
    """Set an installation up with environment variables; more of them can be given."""

    def connect(**environment: str) -> None:
        found = sign_on.directory_settings(
            {
                "SLUICE_LDAP_URL": server.url,
                "SLUICE_LDAP_CA": str(server.authority),
                "SLUICE_LDAP_BIND_DN": READER,
                "SLUICE_LDAP_BIND_PASSWORD": ADMIN_PASSWORD,
                "SLUICE_LDAP_SEARCH_BASE": ROOT,
                "SLUICE_LDAP_PROFILES": json.dumps(
                    {OPERATORS: [f"{organization.id}/Operators"], SCRIPTS: [f"{organization.id}/Scripts"]}
                ),
                **environment,
            }
        )
        for name, value in found.items():
            setattr(settings, name, value)
        settings.AUTHENTICATION_BACKENDS = [
            "axes.backends.AxesStandaloneBackend",
            "organizations.people.login.PasswordBackend",
            "organizations.people.directory.DirectoryBackend",
        ]

    connect()
    return connect


def log_in(name: str, password: str | None = None, address: str = "192.0.2.10") -> Browser:
    browser = Browser(address)
    browser.log_in(f"{name}@example.com", password or f"{name}'s directory password")
    return browser


class TestTheFirstLogIn:
    def test_makes_an_account_with_the_profiles_of_the_persons_groups(self, organization, operators, connected):
        browser = log_in("eve")

        assert browser.answer.status_code == 200
        assert browser.is_logged_in()
        user = User.objects.get()
        assert (user.email, user.name, user.organization) == ("eve@example.com", "Eve Example", organization)
        assert not user.has_usable_password()
        assert [member.profile for member in user.memberships.all()] == [operators]
        assert browser.client.get("/api/me").json()["organization"]["permissions"] == [
            "acknowledge_alarms",
            "operate",
            "read",
            "view_dashboards",
        ]

    def test_a_wrong_password_makes_none(self, connected):
        assert log_in("eve", "not the directory's").answer.status_code == 400
        assert not User.objects.exists()

    def test_somebody_whose_groups_stand_for_nothing_gets_no_account(self, connected):
        browser = log_in("cy")

        assert shape(browser.answer) == shape(log_in("nobody", "x" * 12, "192.0.2.11").answer)
        assert not User.objects.exists()

    def test_an_address_cannot_widen_the_search(self, connected):
        for address in ("*@example.com", "eve*@example.com", "eve@example.com)(uid=*"):
            assert Browser().log_in(address, "eve's directory password").status_code == 400
        assert not User.objects.exists()


class TestTheRuleForPeopleWithoutPages:
    def test_holds_for_the_directory_too(self, connected):
        browser = log_in("bob")
        wrong = log_in("bob", "not the directory's", "192.0.2.11")

        assert shape(browser.answer) == shape(wrong.answer)
        assert browser.answer.status_code == 400
        assert not browser.is_logged_in()
        assert browser.get("/auth/session").status_code == 401

    def test_an_open_session_ends_when_the_switches_go(self, operators, connected):
        browser = log_in("eve")

        operators.__class__.objects.filter(id=operators.id).update(access_dashboard=False)
        rights.changed()

        assert not browser.is_logged_in()

    def test_a_deactivated_account_reads_a_wrong_password(self, connected):
        log_in("eve")
        User.objects.update(is_active=False)

        assert log_in("eve").answer.status_code == 400

    def test_guesses_lock_as_everywhere(self, connected):
        for _ in range(5):
            answer = log_in("eve", "guess after guess").answer

        assert answer.status_code == 429
        assert log_in("eve").answer.status_code == 429


class TestGroups:
    def test_decide_at_each_log_in_and_leave_alone_what_was_given_by_hand(self, server, organization, operators, connected):
        log_in("eve")
        user = User.objects.get()
        by_hand = factories.profile(organization, "By hand", user)
        server.write(f"dn: {OPERATORS}\nchangetype: modify\nadd: member\nmember: {BOB}\n-\ndelete: member\nmember: {EVE}\n")
        try:
            assert log_in("eve").answer.status_code == 200
            assert log_in("bob").answer.status_code == 200
        finally:
            server.write(f"dn: {OPERATORS}\nchangetype: modify\nadd: member\nmember: {EVE}\n-\ndelete: member\nmember: {BOB}\n")

        assert [member.profile for member in user.memberships.all()] == [by_hand]

    def test_whoever_is_in_none_any_more_stays_outside(self, server, connected):
        log_in("eve")
        server.write(f"dn: {OPERATORS}\nchangetype: modify\nadd: member\nmember: {BOB}\n-\ndelete: member\nmember: {EVE}\n")
        try:
            assert log_in("eve").answer.status_code == 400
        finally:
            server.write(f"dn: {OPERATORS}\nchangetype: modify\nadd: member\nmember: {EVE}\n-\ndelete: member\nmember: {BOB}\n")

        assert not User.objects.get().memberships.exists()

    def test_one_can_be_required(self, connected):
        connected(SLUICE_LDAP_REQUIRE_GROUP=SCRIPTS)
        assert log_in("eve").answer.status_code == 400

        connected(SLUICE_LDAP_REQUIRE_GROUP=STAFF)
        assert log_in("eve").answer.status_code == 200

    def test_a_profile_that_is_not_there_is_said_in_the_log(self, organization, connected, caplog):
        connected(SLUICE_LDAP_PROFILES=json.dumps({OPERATORS: [f"{organization.id}/Misspelt"]}))

        assert log_in("eve").answer.status_code == 400
        assert "Misspelt" in caplog.text


class TestAccountsThatWereThereBefore:
    def test_are_not_opened_by_the_directory(self, organization, connected):
        factories.user(organization, "viewer", email="eve@example.com")

        assert log_in("eve").answer.status_code == 400
        assert log_in("eve", factories.PASSWORD, "192.0.2.11").answer.status_code == 200

    def test_a_superuser_neither(self, connected):
        boss = User.objects.create_superuser("eve@example.com", factories.PASSWORD)
        boss.set_unusable_password()
        boss.save()

        assert log_in("eve").answer.status_code == 400


class TestPasswordsStayInTheDirectory:
    def test_none_of_ours_is_set_by_mail_or_on_the_account_page(self, connected):
        browser = log_in("eve")
        Browser().post("/auth/password/request", {"email": "eve@example.com"})

        answer = browser.post("/account/password/change", {"new_password": "a password of one's own"})

        assert "change it there" in OutgoingMail.objects.get().body
        assert answer.status_code == 400
        assert "directory" in answer.json()["errors"][0]["message"]
        assert not User.objects.get().has_usable_password()

    def test_nor_is_its_address_changed_by_which_the_directory_finds_it(self, connected):
        answer = log_in("eve").post("/account/email", {"email": "other@example.com"})

        assert answer.status_code == 400
        assert "directory" in answer.json()["errors"][0]["message"]


class TestTheConnection:
    def test_a_directory_whose_certificate_is_not_trusted_is_told_nothing(self, connected, tmp_path, caplog):
        connected(SLUICE_LDAP_CA=str(certificate_for_localhost(tmp_path)[0]))

        assert log_in("eve").answer.status_code == 400
        assert not User.objects.exists()

    def test_a_directory_that_is_away_reads_as_a_wrong_password_and_local_accounts_go_on(self, organization, connected, caplog):
        connected(SLUICE_LDAP_URL="ldap://127.0.0.1:1")
        local = factories.user(organization, "viewer")

        assert log_in("eve").answer.status_code == 400
        assert Browser().log_in(local.email).status_code == 200

    def test_its_password_is_not_logged(self, connected, caplog):
        caplog.set_level("DEBUG")
        connected(SLUICE_LDAP_URL="ldap://127.0.0.1:1")

        log_in("eve")

        assert ADMIN_PASSWORD not in caplog.text
        assert "eve's directory password" not in caplog.text


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "needs SLUICE_LDAP_SEARCH_BASE"),
        ({"SLUICE_LDAP_SEARCH_BASE": ROOT, "SLUICE_LDAP_GROUP_TYPE": "clan"}, "SLUICE_LDAP_GROUP_TYPE is 'clan'"),
        ({"SLUICE_LDAP_SEARCH_BASE": ROOT, "SLUICE_LDAP_PROFILES": "no json"}, "is a JSON object like"),
        ({"SLUICE_LDAP_SEARCH_BASE": ROOT, "SLUICE_LDAP_PROFILES": '{"cn=a": ["no organization"]}'}, "is a JSON object like"),
    ],
)
def test_settings_that_cannot_be_are_named(environment, words):
    with pytest.raises(ValueError, match=words):
        sign_on.directory_settings({"SLUICE_LDAP_URL": "ldaps://dc.example", **environment})


def test_active_directory_is_asked_in_its_own_way():
    found = sign_on.directory_settings(
        {"SLUICE_LDAP_URL": "ldaps://dc.example", "SLUICE_LDAP_SEARCH_BASE": ROOT, "SLUICE_LDAP_GROUP_TYPE": "activeDirectory"}
    )

    assert type(found["AUTH_LDAP_GROUP_TYPE"]).__name__ == "NestedActiveDirectoryGroupType"
    assert found["AUTH_LDAP_GROUP_SEARCH"].filterstr == "(objectClass=group)"
    assert found["AUTH_LDAP_START_TLS"] is False
