"""Settings of an installation. Everything that differs between machines is an environment variable.

One setting chooses each engine (DATABASE_URL, VALKEY_URL, TURN_URLS …); the domains never know which is in use.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("ALONGSIDE_VAR", ROOT / "var"))
VAR.mkdir(parents=True, exist_ok=True)


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DEMO = flag("ALONGSIDE_DEMO")
DEBUG = flag("ALONGSIDE_DEBUG")
# Demo and tests may run on keys made for them; a real installation must bring its own.
SECRET_KEY = os.environ.get("ALONGSIDE_SECRET_KEY", "")
SEALING_KEYS = words("ALONGSIDE_SEALING_KEYS")
if not SECRET_KEY:
    key_file = VAR / "secret.key"
    if key_file.exists():
        SECRET_KEY = key_file.read_text().strip()
    elif DEMO or flag("ALONGSIDE_TESTING"):
        SECRET_KEY = "only-for-the-demo-and-tests-never-for-real-people-0123456789"  # noqa: S105
    else:
        raise ImproperlyConfigured("Set ALONGSIDE_SECRET_KEY (50 random characters), or run `alongside doctor`.")

ALLOWED_HOSTS = words("ALONGSIDE_HOSTS", "localhost,127.0.0.1,[::1],testserver")
BASE_URL = os.environ.get("ALONGSIDE_BASE_URL", "http://localhost:8000")
PAGES_PORT = int(os.environ.get("ALONGSIDE_PORT", "8000"))
GATEWAY_PORT = int(os.environ.get("ALONGSIDE_GATEWAY_PORT", "8001"))
# Empty: same host, GATEWAY_PORT. Behind a proxy set wss://your.host/live
GATEWAY_URL = os.environ.get("ALONGSIDE_GATEWAY_URL", "")
GATEWAY_ORIGINS = words("ALONGSIDE_GATEWAY_ORIGINS", f"http://localhost:{PAGES_PORT},http://127.0.0.1:{PAGES_PORT}")
GATEWAY_WAKE_SOCKET = os.environ.get("ALONGSIDE_WAKE_SOCKET", str(VAR / "wake.sock"))
VALKEY_URL = os.environ.get("VALKEY_URL", "")

INSTALLED_APPS = [
    "alongside.pages",
    "alongside.care",
    "alongside.connections",
    "alongside.moderation",
    "alongside.rooms",
    "alongside.conversations",
    "alongside.groups",
    "alongside.notify",
    "alongside.boundaries",
    "alongside.people",
    "alongside.live",
    "alongside.ui",
    "alongside.core",
    "alongside.site",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "alongside.ui.away.AwayMiddleware",
    "alongside.ui.refusals.RefusalMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "alongside.people.middleware.PersonMiddleware",
]

CSRF_FAILURE_VIEW = "alongside.ui.views.csrf_failure"
QUICK_EXIT_URL = os.environ.get("ALONGSIDE_QUICK_EXIT_URL", "")  # empty: our own neutral page
HELP_REGION = os.environ.get("ALONGSIDE_HELP_REGION", "US")
HELP_LINES_FILE = os.environ.get("ALONGSIDE_HELP_LINES_FILE", "")
# How long whoever is told of a call for help has to say that they are on it, before the next are told.
HELP_ACK_MINUTES = int(os.environ.get("ALONGSIDE_HELP_ACK_MINUTES", "5"))
# By when whoever is on it reaches the person; that is what the person reads.
HELP_REACH_MINUTES = int(os.environ.get("ALONGSIDE_HELP_REACH_MINUTES", "10"))
# How long the room of a circle stays open when its last host has gone.
CIRCLE_GRACE_SECONDS = int(os.environ.get("ALONGSIDE_CIRCLE_GRACE_SECONDS", "180"))
# More open reach-outs than this, and further ones are the directors'.
CARE_CAPACITY = int(os.environ.get("ALONGSIDE_CARE_CAPACITY", "12"))
# For so many days an account of a member is new: so many posts an hour, topics a day, and links are looked at first.
NEW_ACCOUNT_DAYS = int(os.environ.get("ALONGSIDE_NEW_ACCOUNT_DAYS", "7"))
NEW_ACCOUNT_POSTS = int(os.environ.get("ALONGSIDE_NEW_ACCOUNT_POSTS", "60"))
NEW_ACCOUNT_TOPICS = int(os.environ.get("ALONGSIDE_NEW_ACCOUNT_TOPICS", "3"))
# The most that one person can report in an hour.
REPORTS_AN_HOUR = int(os.environ.get("ALONGSIDE_REPORTS_AN_HOUR", "20"))
# A post that waits for a human: after how many hours peers, the mentor and a counselor are asked to answer it.
WAITING_PEERS_HOURS = float(os.environ.get("ALONGSIDE_WAITING_PEERS_HOURS", "2"))
WAITING_MENTOR_HOURS = float(os.environ.get("ALONGSIDE_WAITING_MENTOR_HOURS", "8"))
WAITING_COUNSELOR_HOURS = float(os.environ.get("ALONGSIDE_WAITING_COUNSELOR_HOURS", "24"))
# By when the care team answers whoever writes to it, kept to the hours in which somebody works.
TALK_LINE_HOURS = float(os.environ.get("ALONGSIDE_TALK_LINE_HOURS", "24"))
ROOT_URLCONF = "alongside.site.urls"
WSGI_APPLICATION = "alongside.site.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alongside.ui.context.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "alongside.ui.templatetags.ui",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'alongside.sqlite3'}"), conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer queues instead of failing half-way
        "timeout": 20,
        # The worker empties the log every two seconds (core/duties.py); a writer only does where it has fallen behind.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA wal_autocheckpoint=4000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "alongside.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "alongside.people.forms_sign_in.LoginForm"}
ACCOUNT_CHANGE_EMAIL = True  # one address at a time; the old one stays until the new one is confirmed
MFA_ADAPTER = "alongside.people.adapters.MFAAdapter"
MFA_TOTP_TOLERANCE = 1  # codes of the half minute before and after: phones' clocks drift
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
MFA_TOTP_ISSUER = "Alongside"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_BACKEND = os.environ.get("ALONGSIDE_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = os.environ.get("ALONGSIDE_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("ALONGSIDE_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("ALONGSIDE_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ALONGSIDE_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("ALONGSIDE_EMAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("ALONGSIDE_EMAIL_FROM", "hello@localhost")

# How push services know who sends (RFC 8292): 32 bytes in base64url, or PEM. Empty: made in VAR when first needed.
VAPID_PRIVATE_KEY = os.environ.get("ALONGSIDE_VAPID_PRIVATE_KEY", "")
VAPID_KEY_FILE = VAR / "vapid.key"
PUSH_ANYWHERE = False  # only tests may turn it on: push to this machine, without https
# What stands under the icon of an installed app: whoever holds the phone reads it.
INSTALLABLE = flag("ALONGSIDE_INSTALLABLE", default=not flag("ALONGSIDE_TESTING"))
APP_NAME = os.environ.get("ALONGSIDE_APP_NAME", "Alongside")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [ROOT / "alongside" / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or flag("ALONGSIDE_TESTING")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or flag("ALONGSIDE_TESTING")
MEDIA_ROOT = VAR / "media"  # never served from a URL of its own: views check who may see
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

SECURE = not (DEMO or DEBUG or flag("ALONGSIDE_TESTING"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("ALONGSIDE_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = words("ALONGSIDE_TRUSTED_ORIGINS")
GATEWAY_CONNECT = [GATEWAY_URL] if GATEWAY_URL else [f"ws://localhost:{GATEWAY_PORT}", f"ws://127.0.0.1:{GATEWAY_PORT}"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, *GATEWAY_CONNECT],
        "media-src": [SELF, "blob:", "mediastream:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The coturn REST convention: credentials made of an expiry and an HMAC of it. No default STUN host.
STUN_URLS = words("STUN_URLS")
TURN_URLS = words("TURN_URLS")
TURN_SECRET = os.environ.get("TURN_SECRET", "")
TURN_TTL_SECONDS = int(os.environ.get("TURN_TTL_SECONDS", "3600"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ALONGSIDE_LOG_LEVEL", "WARNING")},
}
