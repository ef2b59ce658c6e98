"""The site's settings, from the environment, with safe defaults.

The default profile is production, which refuses to start without its required settings. The
demonstration is another profile, over plain HTTP on loopback. A comment names the module that obeys
a setting.
"""

import os
import sys
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from hembanken.crypto import keys
from hembanken.outbox import mail_server


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_list(name: str) -> list[str]:
    return [item.strip() for item in env(name).split(",") if item.strip()]


def env_int(name: str, default: int) -> int:
    return env_ints(name, [default])[0]


def env_ints(name: str, default: list[int]) -> list[int]:
    try:
        return [int(each) for each in env_list(name)] or default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from None


BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("HEMBANKEN_VAR") or BASE_DIR / "var")
NEEDS_NO_VAR_DIR = {"collectstatic", "demo", "new_keys"}  # They create the folder.
if env("HEMBANKEN_VAR") and not (VAR_DIR.is_dir() or NEEDS_NO_VAR_DIR & set(sys.argv[1:2])):
    sys.exit(f"HEMBANKEN_VAR names {VAR_DIR}, and no such folder is there.")

# These commands choose the demonstration's profile; others read HEMBANKEN_PROFILE.
DEMO_COMMANDS = {"demo", "kodbox", "make_kodboxes"}
PROFILE = "demo" if DEMO_COMMANDS & set(sys.argv[1:2]) else env("HEMBANKEN_PROFILE", "production")
DEMO = PROFILE == "demo"
KODBOX_EMULATOR = DEMO or env("HEMBANKEN_EMULATOR") == "on"
PRODUCTION_ONLY = (
    "DATABASE_URL",
    "HEMBANKEN_KEYS",
    "HEMBANKEN_ALLOWED_HOSTS",
    "HEMBANKEN_EMAIL_URL",
)
MIXED_PROFILES = [name for name in PRODUCTION_ONLY if DEMO and env(name)]

# Core

DEBUG = False
HEMBANKEN_KEYS = env("HEMBANKEN_KEYS") or (str(VAR_DIR / "keys.json") if DEMO else "")
SECRET_KEY, *SECRET_KEY_FALLBACKS = keys.django_secret_keys(HEMBANKEN_KEYS)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if DEMO else env_list("HEMBANKEN_ALLOWED_HOSTS")
HEMBANKEN_TRUSTED_PROXIES = env_list("HEMBANKEN_TRUSTED_PROXIES")
ROOT_URLCONF = "hembanken.urls"
WSGI_APPLICATION = "hembanken.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "hembanken",
    "hembanken.audit",
    "hembanken.sessions",
    "hembanken.outbox",
    "hembanken.staff",
    "accounts",
    "kodbox",
    "django.contrib.auth",
    "accounts.apps.StaffAdminConfig",  # Its ready() runs after that of auth.
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
if DEMO:
    INSTALLED_APPS.append("hembanken.demonstration")
if KODBOX_EMULATOR:
    INSTALLED_APPS.append("kodbox.emulator")

MIDDLEWARE = [
    "hembanken.web.headers.SecurityHeadersMiddleware",
    "hembanken.web.charset.CharsetMiddleware",
    "hembanken.web.health.HealthMiddleware",
    "hembanken.metrics.metrics.RequestsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "hembanken.web.concurrency.ConcurrencyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hembanken.web.refused_forms.RefusedFormMiddleware",
    "accounts.sessions.timeouts.SessionTimeoutMiddleware",
    "hembanken.web.log_format.CorrelationIdMiddleware",
    "accounts.staff.middleware.StaffSeparationMiddleware",
]
if DEMO:
    MIDDLEWARE.append("hembanken.demonstration.companion.CompanionMiddleware")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hembanken.web.context_processors.contact",
                "hembanken.web.context_processors.time_limits",
                "hembanken.web.context_processors.kodbox_kinds",
                "accounts.context_processors.time_limit",
                "accounts.context_processors.login_under_way",
                "accounts.context_processors.login_notices",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database and concurrency

REQUESTS_AT_ONCE = env_int("HEMBANKEN_REQUESTS_AT_ONCE", 2)  # hembanken.web.concurrency
BUSY_SECONDS = env_int("HEMBANKEN_BUSY_SECONDS", 2)  # hembanken.web.concurrency
SPARE_CONNECTIONS = 2  # for probes and streaming exports, outside the concurrency limit
database = dj_database_url.parse(
    env("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'hembanken.sqlite3'}"
)
database.setdefault("OPTIONS", {})
if database["ENGINE"] == "django.db.backends.sqlite3":
    # FULL: a committed counter must survive a power failure.
    database["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    database["OPTIONS"] |= {
        "pool": {
            "min_size": 1,
            "max_size": REQUESTS_AT_ONCE + SPARE_CONNECTIONS,
            "timeout": BUSY_SECONDS,
        },
        "server_side_binding": True,
        "prepare_threshold": 2,
    }
DATABASES = {"default": database}

# Authentication

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["accounts.sessions.backends.AccountBackend"]
PASSWORD_HASHERS = ["accounts.credentials.hashers.PepperedArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
STAFF_HOST = env("HEMBANKEN_STAFF_HOST")  # accounts.staff.middleware
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"

# Sessions and cookies

SESSION_ENGINE = "hembanken.sessions.store"
COOKIE_PREFIX = "" if DEMO else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}hembanken-session"
SESSION_COOKIE_SECURE = not DEMO
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSION_SECONDS = env_int("HEMBANKEN_SESSION_SECONDS", 28_800)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_SECONDS = env_int("HEMBANKEN_IDLE_SECONDS", 300)  # accounts.sessions.timeouts
BROWSER_COOKIE_NAME = f"{COOKIE_PREFIX}hembanken-browser"  # accounts.credentials.known_browsers
REFUSAL_COOKIE_NAME = f"{COOKIE_PREFIX}hembanken-refusal"  # hembanken.web.refused_forms
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}hembanken-csrf"
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "accounts.views.other_login.csrf_failure"

# Transport and headers

SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HEMBANKEN_TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HEMBANKEN_CSP_REPORTS = env("HEMBANKEN_CSP_REPORTS")  # a URL; hembanken.web.headers
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "report-uri": HEMBANKEN_CSP_REPORTS or None,  # for Firefox and Safari; others read report-to
    "report-to": "csp" if HEMBANKEN_CSP_REPORTS else None,  # Django omits None.
}

# Language and time

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}hembanken-language"
LANGUAGE_COOKIE_AGE = 31_536_000  # one year
LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "hembanken" / "locale"]
FORMAT_MODULE_PATH = "hembanken.locale"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# E-mail to customers; the demonstration writes files

MAILERS = mail_server.mailers(env("HEMBANKEN_EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("HEMBANKEN_EMAIL_FROM")
if DEMO:
    MAILERS = mail_server.files(VAR_DIR / "mail")
    DEFAULT_FROM_EMAIL = "Hembanken <no-reply@bank.example>"
SILENCED_SYSTEM_CHECKS = ["mail.W001"]  # replaced by hembanken.outbox.checks

# Static files

STATIC_URL = "static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hembanken.web.static_files.JoiningStorage"},
}

# Policy: limits that a bank may change within the bounds of hembanken.bounds

# kodbox.verification, in counters
LOOK_AHEAD_WINDOW = env_int("HEMBANKEN_LOOK_AHEAD_WINDOW", 10)
RESYNC_WINDOW = env_int("HEMBANKEN_RESYNC_WINDOW", 1_000)
# accounts.credentials.passwords
TEMPORARY_PASSWORD_SECONDS = env_int("HEMBANKEN_TEMPORARY_PASSWORD_SECONDS", 1_800)
# accounts.credentials.lockout; the last of LOCKOUT_SECONDS repeats
ATTEMPTS_BEFORE_WARNING = env_int("HEMBANKEN_ATTEMPTS_BEFORE_WARNING", 3)
ATTEMPTS_BEFORE_LOCKOUT = env_int("HEMBANKEN_ATTEMPTS_BEFORE_LOCKOUT", 5)
ATTEMPTS_BEFORE_PERMANENT_LOCKOUT = env_int("HEMBANKEN_ATTEMPTS_BEFORE_PERMANENT_LOCKOUT", 100)
LOCKOUT_SECONDS = env_ints("HEMBANKEN_LOCKOUT_SECONDS", [300, 1_800, 14_400, 86_400])
# accounts.credentials.rate_limits
ADDRESS_FAILURES = env_int("HEMBANKEN_ADDRESS_FAILURES", 50)
ADDRESS_SECONDS = env_int("HEMBANKEN_ADDRESS_SECONDS", 3_600)
SITE_FAILURES = env_int("HEMBANKEN_SITE_FAILURES", 3_000)
SITE_SECONDS = env_int("HEMBANKEN_SITE_SECONDS", 300)
# accounts.pausing
PUBLIC_PAUSE = env("HEMBANKEN_PUBLIC_PAUSE", "on")  # or off
EARLIER_PASSWORD_DAYS = env_int("HEMBANKEN_EARLIER_PASSWORD_DAYS", 7)
PAUSES_BEFORE_ALARM = env_int("HEMBANKEN_PAUSES_BEFORE_ALARM", 20)  # within an hour
# accounts.login.state
LOGIN_STEP_SECONDS = env_int("HEMBANKEN_LOGIN_STEP_SECONDS", 300)
LOGIN_SECONDS = env_int("HEMBANKEN_LOGIN_SECONDS", 1_800)
REFUSALS = env("HEMBANKEN_REFUSALS", "separate")  # or joint; accounts.login.flow
RETENTION_DAYS = env_int("HEMBANKEN_RETENTION_DAYS", 1_827)  # accounts.customers.closing
# hembanken.web.context_processors
KUNDSERVICE_PHONE = env("HEMBANKEN_KUNDSERVICE_PHONE", "0771-00 00 00")
KUNDSERVICE_HOURS = env("HEMBANKEN_KUNDSERVICE_HOURS", "Alla dagar kl. 8–20")
KUNDSERVICE_HOURS_ENGLISH = env("HEMBANKEN_KUNDSERVICE_HOURS_ENGLISH", "every day from 8 to 20")
KODBOX_KINDS = env_list("HEMBANKEN_KODBOX_KINDS")  # accounts.forms.ordering
MESSAGE_TRIES = env_int("HEMBANKEN_MESSAGE_TRIES", 25)  # about three days; hembanken.outbox

# Metrics and logging

METRICS = env("HEMBANKEN_METRICS")  # an address and a port; hembanken.metrics

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "hembanken.web.log_format.JsonFormatter"},
    },
    "filters": {"refusals": {"()": "hembanken.web.log_format.ShortenRefusals"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line" if DEMO else "json",
            "filters": ["refusals"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Their DEBUG level would log SQL parameters and template contexts.
    "loggers": {name: {"level": "INFO"} for name in ("django.db.backends", "django.template")},
}
