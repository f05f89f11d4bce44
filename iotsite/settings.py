"""All settings, read from the environment. Each value says why it is what it is."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from iotsite import embedding, sign_on

BASE_DIR = Path(__file__).resolve().parent.parent

# Everything that Sluice writes stands in this one folder, so that two checkouts can run side by side.
VAR = Path(os.environ.get("SLUICE_VAR") or BASE_DIR / "var").resolve()
RUN = VAR / "run"
RUN.mkdir(parents=True, exist_ok=True)

HTTP_PORT = int(os.environ.get("SLUICE_HTTP_PORT", "8000"))
MQTT_PORT = int(os.environ.get("SLUICE_MQTT_PORT", "1883"))
MQTTS_PORT = int(os.environ.get("SLUICE_MQTTS_PORT", "8883"))
# PEM files of the MQTT TLS port; without them a demo authority in VAR/tls signs one.
TLS_CERTIFICATE = os.environ.get("SLUICE_TLS_CERTIFICATE", "")
TLS_KEY = os.environ.get("SLUICE_TLS_KEY", "")
# A second pair, RSA beside ECDSA, for clients that know only one of the two.
TLS_RSA_CERTIFICATE = os.environ.get("SLUICE_TLS_RSA_CERTIFICATE", "")
TLS_RSA_KEY = os.environ.get("SLUICE_TLS_RSA_KEY", "")
# The authority that signs devices' certificates, and one for RSA if another shall; without them our own are made in VAR/tls.
# Installations of several machines name the same files on each.
CA_CERTIFICATE = os.environ.get("SLUICE_CA_CERTIFICATE", "")
CA_KEY = os.environ.get("SLUICE_CA_KEY", "")
CA_RSA_CERTIFICATE = os.environ.get("SLUICE_CA_RSA_CERTIFICATE", "")
CA_RSA_KEY = os.environ.get("SLUICE_CA_RSA_KEY", "")


def _secret_key() -> str:
    """The key that signs sessions and hashes tokens: from the environment, else made once and kept in VAR."""
    from_environment = os.environ.get("SLUICE_SECRET_KEY")
    if from_environment:
        return from_environment
    path = VAR / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


SECRET_KEY = _secret_key()
DEBUG = False
# The demo answers under whatever name the machine has; a public installation names its hosts.
ALLOWED_HOSTS = os.environ.get("SLUICE_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SLUICE_ORIGINS", "").split(",") if origin]
# Where browsers reach us over HTTPS, cookies must not travel without it.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("SLUICE_HTTPS") == "1"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# The built front end: hashed files under /static/, index.html for every page.
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "channels",
    "core",
    "organizations",
    "devices",
    "telemetry",
    "alarms",
    "gateways",
    "flows",
    "dashboards",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.security.ContentSecurityPolicy",
    # Before the first build there is nothing to hand out, and WhiteNoise would complain at every start.
    *(["whitenoise.middleware.WhiteNoiseMiddleware"] if FRONTEND_DIST.is_dir() else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.actor.Acting",
    "core.languages.Reading",
    "core.idempotency.Settling",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organizations.people.sessions.NoteSessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, so that its answer to somebody who is locked out passes through all the others.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "iotsite.urls"
ASGI_APPLICATION = "iotsite.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    """A Django database from `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) if parts.path.startswith("//") else unquote(parts.path),
            "OPTIONS": {
                # A transaction that reads and then writes must hold the write lock from its start,
                # else two of them refuse each other at once instead of waiting for their turn.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
            },
            # Tests use a file too: several processes must see it.
            "TEST": {"NAME": str(VAR / "test-app.db")},
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            # Under ASGI each request has a thread of its own, so a kept connection would only wait to be forgotten.
            # The lanes keep theirs.
            "CONN_MAX_AGE": 0,
        }
    raise ValueError(f"DATABASE_URL starts with {parts.scheme!r}: give sqlite:///path or postgresql://user:password@host/name.")


DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'app.db'}"
DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Samples stand beside the tables when those are in PostgreSQL, else in a file of their own:
# SQLite has one writer a file, and a burst of samples must not hold up a log-in.
READINGS_URL = os.environ.get("SLUICE_READINGS_URL") or (
    DATABASE_URL if DATABASE_URL.startswith("postgres") else f"sqlite:///{VAR / 'readings.db'}"
)

REDIS_URL = os.environ.get("SLUICE_REDIS_URL") or f"unix://{RUN / 'redis.sock'}"


def redis_url(database: int) -> str:
    """The address of one numbered database of our Redis: 0 platform data, 1 Celery, 2 channel layer."""
    if REDIS_URL.startswith("unix://"):
        return f"{REDIS_URL}?db={database}"
    return f"{REDIS_URL.rstrip('/')}/{database}"


# The private MQTT broker behind the edge: a socket's path or host:port.
BROKER = os.environ.get("SLUICE_BROKER") or str(RUN / "broker.sock")

# Networks, addresses and host names inside that flows may call, each perhaps with a port: 10.0.0.0/8,printer.lan:631.
# Without it only the internet is called, so that no user's URL reaches the database or a cloud's metadata.
OUTBOUND_ALLOW = [entry for entry in os.environ.get("SLUICE_OUTBOUND_ALLOW", "").split(",") if entry.strip()]

# The largest file that devices and people may store, and what all files of one organization may take together.
FILE_BYTES = int(os.environ.get("SLUICE_FILE_BYTES", str(100_000_000)))
FILES_QUOTA_BYTES = int(os.environ.get("SLUICE_FILES_QUOTA_BYTES", str(10_000_000_000)))
# The web server stops reading a request's body here: a file, and what a form wraps around it.
BODY_BYTES = int(os.environ.get("SLUICE_BODY_BYTES", str(FILE_BYTES + 1_000_000)))

# What visitors of public dashboards may ask a minute, from one address and through one link. An open page asks about 30 times
# a minute at most; behind one address may be a whole office.
PUBLIC_REQUESTS_PER_ADDRESS = int(os.environ.get("SLUICE_PUBLIC_REQUESTS_PER_ADDRESS", "600"))
PUBLIC_REQUESTS_PER_LINK = int(os.environ.get("SLUICE_PUBLIC_REQUESTS_PER_LINK", "6000"))
# Live sockets that may be open at once; a page that gets none asks for its values every five seconds.
PUBLIC_SOCKETS_PER_ADDRESS = int(os.environ.get("SLUICE_PUBLIC_SOCKETS_PER_ADDRESS", "50"))
PUBLIC_SOCKETS_PER_LINK = int(os.environ.get("SLUICE_PUBLIC_SOCKETS_PER_LINK", "500"))

# Where maps get their tiles from, such as https://tiles.example.com/{z}/{x}/{y}.png; empty: our own outlines of the world.
MAP_TILES = os.environ.get("SLUICE_MAP_TILES", "")
MAP_ATTRIBUTION = os.environ.get("SLUICE_MAP_ATTRIBUTION", "")

# The number of partitions of the telemetry log. It must not change while samples wait in the log.
LOG_PARTITIONS = int(os.environ.get("SLUICE_LOG_PARTITIONS", "8"))
# A partition of the log longer than this stops the readers of sockets until it is worked off.
LOG_BOUND_BYTES = int(os.environ.get("SLUICE_LOG_BOUND_BYTES", str(32 * 1024 * 1024)))
# How long raw samples are kept where neither the metric nor its organization says otherwise.
RETENTION_DAYS = int(os.environ.get("SLUICE_RETENTION_DAYS", "365"))
# The files of one organization's exports together; a new one is refused beyond.
EXPORTS_BOUND_BYTES = int(os.environ.get("SLUICE_EXPORTS_BOUND_BYTES", str(2 * 1024**3)))
# One file of history. It is read as a stream, so this bounds the disk rather than the memory.
IMPORT_BOUND_BYTES = int(os.environ.get("SLUICE_IMPORT_BOUND_BYTES", str(500 * 1024**2)))

# Calls of flows (HTTP requests, mails, queries) that run at the same time in all workers together, and of one organization.
# Each holds one of the workers' threads (iotsite/processes.py).
CALLS_AT_ONCE = int(os.environ.get("SLUICE_CALLS_AT_ONCE", "16"))
CALLS_AT_ONCE_PER_ORGANIZATION = int(os.environ.get("SLUICE_CALLS_AT_ONCE_PER_ORGANIZATION", "5"))
# How many calls one organization may begin a second, and how many at once after a pause. More than that wait.
CALLS_PER_SECOND = float(os.environ.get("SLUICE_CALLS_PER_SECOND", "50"))
CALLS_BURST = int(os.environ.get("SLUICE_CALLS_BURST", "200"))
# Mails that the flows of one organization may send an hour: nobody reads more, and mail servers shut out who sends more.
FLOW_MAILS_PER_HOUR = int(os.environ.get("SLUICE_FLOW_MAILS_PER_HOUR", "300"))

_celery_redis = redis_url(1)
CELERY_BROKER_URL = (
    _celery_redis.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    if _celery_redis.startswith("unix://")
    else _celery_redis
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A killed worker's task returns to the queue after this time; no task may run longer.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TASK_TIME_LIMIT = 840
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"flows.run_call": {"queue": "effects"}, "reports.*": {"queue": "reports"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BEAT_SCHEDULER = "core.clock:LeaderScheduler"


def _every(seconds: float, task: str, *, expires_s: float) -> dict[str, Any]:
    """The clock sends tasks by name and knows none of them, so what is too late to be run is said here."""
    return {"task": task, "schedule": seconds, "options": {"expires": expires_s}}


# A task that has waited until the next ones of its kind came is dropped: a lane that was away does not do a thousand sweeps.
CELERY_BEAT_SCHEDULE = {
    "expire commands": _every(1.0, "devices.expire_commands", expires_s=5),
    "sweep files": _every(1800.0, "devices.sweep_files", expires_s=600),
    "tidy people": _every(3600.0, "organizations.tidy", expires_s=3600),
    "trim journals": _every(60.0, "devices.trim_journals", expires_s=60),
    "warn of expiry": _every(1800.0, "devices.warn_of_expiry", expires_s=3600),
    "maintain telemetry": _every(10.0, "telemetry.maintain", expires_s=10),
    "hand out data jobs": _every(10.0, "telemetry.send_waiting_jobs", expires_s=10),
    "sweep calls": _every(1.0, "flows.sweep_calls", expires_s=5),
    "run export schedules": _every(20.0, "telemetry.run_schedules", expires_s=20),
    "sweep data files": _every(600.0, "telemetry.sweep_files", expires_s=600),
}

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [redis_url(2)]},
    }
}

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "organizations.people.login.PasswordBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# People are invited by an administrator; nobody signs up alone.
ACCOUNT_ADAPTER = "organizations.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
# Whoever asks for a new password with an address that nobody has sends no mail to that address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Address and second factor are changed only by somebody who has just typed the password again.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# `login_failed` counts guesses of a second factor, which need the password first.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
# Wrong passwords from one address, whomever they are for. Those for one account lock it for that address: AXES_*.
LOGIN_FAILED_RATE = "30/m/ip"
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_ADAPTER = "organizations.adapter.HeadlessAdapter"
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": "/confirm-email/{key}",
    "account_reset_password": "/forgotten-password",
    "account_reset_password_from_key": "/reset-password/{key}",
    "account_signup": "/login",
    "socialaccount_login_error": "/login",
}

USERSESSIONS_ADAPTER = "organizations.adapter.SessionsAdapter"
MFA_ADAPTER = "organizations.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Sluice"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1

# Five wrong passwords lock the account for the address they came from, and for nobody else.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Trying on while locked out does not make it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "organizations.people.lockout.username"
AXES_CLIENT_IP_CALLABLE = "organizations.people.lockout.address"
AXES_LOCKOUT_CALLABLE = "organizations.people.lockout.answer"
# The audit log says who logged in.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SOCIALACCOUNT_ADAPTER = "organizations.adapter.SingleSignOnAdapter"
# People are matched by an address that the provider has verified, and nobody comes in who was not invited before.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
LDAP_MAIL_ATTRIBUTE = "mail"
LDAP_PROFILES: dict[str, list[str]] = {}
# Origins, as https://camera.example or https://*.example.com, whose pages, pictures and films dashboards may show. Whoever
# looks at such a dashboard is seen by that host: nothing is allowed unless it stands here.
EMBED_HOSTS = embedding.hosts(os.environ.get("SLUICE_EMBED_HOSTS", ""))
# Origins besides our own that forms may lead to.
FORM_TARGETS: list[str] = []
if os.environ.get("SLUICE_OIDC_URL"):
    globals().update(sign_on.openid_settings(os.environ))
if os.environ.get("SLUICE_LDAP_URL"):
    globals().update(sign_on.directory_settings(os.environ))
    AUTHENTICATION_BACKENDS += ["organizations.people.directory.DirectoryBackend"]

# Where people reach the program, for links in mails; without it links are made from the address of the request.
PUBLIC_URL = os.environ.get("SLUICE_PUBLIC_URL", "").rstrip("/")
# Behind a proxy that speaks HTTPS the provider of a single sign-on must send people back over HTTPS.
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SESSION_COOKIE_SECURE or PUBLIC_URL.startswith("https://") else "http"
# smtp://user:password@host:587?tls=starttls (or ssl, or none). Without it mail stays in the program's outbox.
SMTP_URL = os.environ.get("SLUICE_SMTP_URL", "")
MAIL_FROM = os.environ.get("SLUICE_MAIL_FROM", "sluice@localhost")
if SMTP_URL:
    _smtp_kind = parse_qs(urlparse(SMTP_URL).query).get("tls", ["starttls"])[0]
    if urlparse(SMTP_URL).scheme not in ("smtp", "smtps") or _smtp_kind not in ("starttls", "ssl", "none"):
        raise ValueError("SLUICE_SMTP_URL is not understood: give smtp://user:password@host:587?tls=starttls (or ssl, or none).")
    if not PUBLIC_URL and ALLOWED_HOSTS == ["*"]:
        # Else anybody could ask for a mail whose link leads to a server of theirs.
        raise ValueError("SLUICE_SMTP_URL needs SLUICE_PUBLIC_URL (or SLUICE_HOSTS), from which links in mails are made.")
# All our mail goes through organizations.mail; what a library sends by itself goes nowhere.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url(0), "KEY_PREFIX": "cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
# WhiteNoise hands the built files out as they are: Vite has hashed their names.
STATIC_ROOT = FRONTEND_DIST
STATICFILES_DIRS: list[Path] = []
# Vite puts a hash into the names of all files under assets/: browsers may keep those for good.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SLUICE_LOG_LEVEL", "INFO")},
    "loggers": {
        "daphne": {"level": "WARNING"},
        "django.channels.server": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        # The audit log says who failed to log in.
        "axes": {"level": "ERROR"},
        # Whoever uses it says in our own words what went wrong.
        "gmqtt": {"level": "CRITICAL"},
    },
}
