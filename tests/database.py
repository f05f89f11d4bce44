"""The tests' database, for processes that a test starts."""

from urllib.parse import quote

from django.conf import settings


def database_url() -> str:
    """Its DATABASE_URL."""
    options = settings.DATABASES["default"]
    if "sqlite" in options["ENGINE"]:
        return f"sqlite:///{options['NAME']}"
    user, password, name = (quote(str(options[key]), safe="") for key in ("USER", "PASSWORD", "NAME"))
    return f"postgresql://{user}:{password}@{options['HOST']}:{options['PORT']}/{name}"
