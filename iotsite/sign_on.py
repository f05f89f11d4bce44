"""Settings of the ways to log in that an installation may add: a directory (LDAP, Active Directory) and OpenID Connect."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlparse

GROUP_TYPES = {
    "groupOfNames": "GroupOfNamesType",
    "groupOfUniqueNames": "GroupOfUniqueNamesType",
    "activeDirectory": "NestedActiveDirectoryGroupType",
    "posix": "PosixGroupType",
}
LDAP_TIMEOUT_S = 5


def directory_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """What django-auth-ldap and our backend read. Needs the packages of `requirements-ldap.txt`."""
    try:
        import ldap
        from django_auth_ldap import config
    except ImportError:
        raise ValueError(
            "SLUICE_LDAP_URL needs more packages: apt-get install libldap2-dev libsasl2-dev gcc python3-dev, "
            "then .venv/bin/pip install -r requirements-ldap.txt."
        ) from None
    url, base = environment["SLUICE_LDAP_URL"], environment.get("SLUICE_LDAP_SEARCH_BASE", "")
    if not base:
        raise ValueError("SLUICE_LDAP_URL needs SLUICE_LDAP_SEARCH_BASE, below which people are looked for.")
    kind = environment.get("SLUICE_LDAP_GROUP_TYPE", "groupOfNames")
    if kind not in GROUP_TYPES:
        raise ValueError(f"SLUICE_LDAP_GROUP_TYPE is {kind!r}: give {', '.join(GROUP_TYPES)}.")
    attribute = environment.get("SLUICE_LDAP_MAIL_ATTRIBUTE", "mail")
    # A directory that is away must not hold up log-ins for longer than a person waits.
    options: dict[int, Any] = {
        ldap.OPT_REFERRALS: 0,
        ldap.OPT_NETWORK_TIMEOUT: LDAP_TIMEOUT_S,
        ldap.OPT_TIMEOUT: LDAP_TIMEOUT_S,
        ldap.OPT_X_TLS_REQUIRE_CERT: ldap.OPT_X_TLS_DEMAND,
    }
    if authority := environment.get("SLUICE_LDAP_CA"):
        options[ldap.OPT_X_TLS_CACERTFILE] = authority
    # Last: makes the library take the options before it into use.
    options[ldap.OPT_X_TLS_NEWCTX] = 0
    return {
        "AUTH_LDAP_SERVER_URI": url,
        # A password must not travel in clear text; `off` is for a directory on this very machine.
        "AUTH_LDAP_START_TLS": url.startswith("ldap://") and environment.get("SLUICE_LDAP_STARTTLS", "on") != "off",
        "AUTH_LDAP_CONNECTION_OPTIONS": options,
        "AUTH_LDAP_BIND_DN": environment.get("SLUICE_LDAP_BIND_DN", ""),
        "AUTH_LDAP_BIND_PASSWORD": environment.get("SLUICE_LDAP_BIND_PASSWORD", ""),
        "AUTH_LDAP_USER_SEARCH": config.LDAPSearch(
            base, ldap.SCOPE_SUBTREE, environment.get("SLUICE_LDAP_FILTER", f"({attribute}=%(user)s)")
        ),
        "AUTH_LDAP_USER_ATTR_MAP": {"name": environment.get("SLUICE_LDAP_NAME_ATTRIBUTE", "cn")},
        "AUTH_LDAP_GROUP_SEARCH": config.LDAPSearch(
            environment.get("SLUICE_LDAP_GROUP_BASE", base),
            ldap.SCOPE_SUBTREE,
            environment.get(
                "SLUICE_LDAP_GROUP_FILTER",
                "(objectClass=group)" if kind == "activeDirectory" else f"(objectClass={_class(kind)})",
            ),
        ),
        "AUTH_LDAP_GROUP_TYPE": getattr(config, GROUP_TYPES[kind])(),
        "AUTH_LDAP_REQUIRE_GROUP": environment.get("SLUICE_LDAP_REQUIRE_GROUP") or None,
        "LDAP_MAIL_ATTRIBUTE": attribute,
        "LDAP_PROFILES": _profiles(environment.get("SLUICE_LDAP_PROFILES", "{}")),
    }


def _class(kind: str) -> str:
    return "posixGroup" if kind == "posix" else kind


def _profiles(text: str) -> dict[str, list[str]]:
    """Group's DN -> profiles, each as `<organization id>/<profile's name>`."""
    form = 'SLUICE_LDAP_PROFILES is a JSON object like {"cn=plant,ou=groups,dc=example,dc=com": ["a1b2c3/Operators"]}.'
    try:
        given = json.loads(text)
    except ValueError:
        raise ValueError(form) from None
    if not isinstance(given, dict) or not all(
        isinstance(names, list) and all(isinstance(name, str) and "/" in name for name in names) for names in given.values()
    ):
        raise ValueError(form)
    return given


def openid_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """What allauth reads about an OpenID Connect provider."""
    url = environment["SLUICE_OIDC_URL"]
    parts = urlparse(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError(f"SLUICE_OIDC_URL is {url!r}: who logs in is told over this way, so it must be https.")
    client, secret = environment.get("SLUICE_OIDC_CLIENT_ID", ""), environment.get("SLUICE_OIDC_SECRET", "")
    if not client or not secret:
        raise ValueError("SLUICE_OIDC_URL needs SLUICE_OIDC_CLIENT_ID and SLUICE_OIDC_SECRET, as the provider gave them.")
    app = {
        "provider_id": "sso",
        "name": environment.get("SLUICE_OIDC_NAME", "Single sign-on"),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": url},
    }
    return {
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}},
        # The log-in's form leads there; other pages stay with us.
        "FORM_TARGETS": [f"{parts.scheme}://{parts.netloc}"],
    }
