"""Every setting, read once from the environment; each line says what it does.

`docs/reference/settings.md` lists them, and `halfhour manage check` tells what is wrong and what to set.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from halfhour import environment as env
from halfhour.secret_key import kept_secret_key

PACKAGE_DIR = Path(__file__).resolve().parent

# Folder for the database, uploads, the ledger's columnar copy and the collected front end.
DATA_DIR = Path(env.text("HALFHOUR_DATA", default="halfhour-data")).resolve()
# Signs sessions; any long random text, the same on every machine. Kept in the data folder where not set.
SECRET_KEY = env.text("SECRET_KEY") or kept_secret_key(DATA_DIR)
# Shows errors in full to whoever causes them; never on a machine that others reach.
DEBUG = env.yes_or_no("DEBUG")
# Names under which the server answers.
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Whether people reach the server by https (a proxy in front counts): cookies and redirects then insist on it.
HTTPS = env.yes_or_no("HALFHOUR_HTTPS")
# How many proxies stand in front and set X-Forwarded-For and X-Forwarded-Proto; 0 believes neither header.
TRUSTED_PROXIES = env.whole_number("TRUSTED_PROXIES", default=0, least=0)
_NAMED = [f"https://{name}" for name in ALLOWED_HOSTS if HTTPS and not name.startswith((".", "*"))]
# Where customers reach the server, as their mails link to it.
PUBLIC_URL = env.web_address("HALFHOUR_URL", default=[*_NAMED, "http://localhost:8000"][0])
# Other addresses whose forms are accepted, with scheme: https://desk.example.org.
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# Days after which a person has to log in again.
SESSION_DAYS = env.whole_number("SESSION_DAYS", default=14, least=1, most=3650)
# Largest file that may be uploaded, in megabytes.
UPLOAD_LIMIT_MB = env.whole_number("UPLOAD_LIMIT_MB", default=512, least=1)
# Whether this is the demo, in which generated colleagues go on working; `halfhour demo` sets it.
DEMO = env.yes_or_no("HALFHOUR_DEMO")
# How many requests a minute one key may make of the HTTP API.
API_REQUESTS_PER_MINUTE = env.whole_number("API_REQUESTS_PER_MINUTE", default=1200, least=1)
# How much is logged: DEBUG, INFO, WARNING or ERROR.
LOG_LEVEL = env.level("LOG_LEVEL", default="INFO")
# Where live updates travel between processes; inside the one process where not set.
REDIS_URL = env.redis_address("REDIS_URL")
# How mail leaves: smtp+tls://user:password@mail.example.org:587; printed on the terminal where not set.
EMAIL = env.mail("EMAIL_URL", default="consolemail://")
# The sender that mails name.
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="halfhour@localhost")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "halfhour.web.apps.FrontEndConfig",
    "django.forms",
    "halfhour.people",
    "halfhour.ledger",
    "halfhour.jobs",
    "halfhour.customers",
    "halfhour.planning",
    "halfhour.today",
    "halfhour.desk",
    "halfhour.insight",
    "halfhour.web.apps.WebConfig",
    "halfhour.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "halfhour.web.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "halfhour.web.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "halfhour.people.middleware.ReaderMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "halfhour.urls"
ASGI_APPLICATION = "halfhour.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["halfhour.web.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "halfhour.web.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "halfhour.web.form_rendering.Renderer"

# Where rows are kept; SQLite in the data folder unless it names a PostgreSQL.
database = env.database("DATABASE_URL")
if database:
    database["CONN_HEALTH_CHECKS"] = True
    if database["ENGINE"] == "django.db.backends.postgresql":
        # Plans are kept, unless whatever stands between us and PostgreSQL gives each transaction another
        # connection: what says so for cursors says it for plans.
        is_passed_on = str(database.get("DISABLE_SERVER_SIDE_CURSORS", "")).lower() in ("true", "1")
        database["DISABLE_SERVER_SIDE_CURSORS"] = is_passed_on
        database.setdefault("OPTIONS", {})["prepare_threshold"] = None if is_passed_on else 5
    DATABASES = {"default": database}
else:
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "halfhour.sqlite3")}
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What is shared between processes: by Redis where it is set, else each process has its own.
CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
        "CONFIG": {"group_expiry": 10 * 365 * 86_400},  # who listens is not forgotten after a day
    }
}
if REDIS_URL:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Who may come in.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["halfhour.people.sign_in.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "halfhour.people.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "halfhour.people.forms.entrance.LoginForm",
    "reset_password": "halfhour.people.forms.entrance.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Halfhour"

# Sessions and cookies.
SESSION_ENGINE = "halfhour.people.sessions"
SESSION_COOKIE_NAME = "halfhour_session"
SESSION_COOKIE_AGE = SESSION_DAYS * 86_400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "halfhour_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "halfhour.web.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = "halfhour_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

# What browsers are told to insist on.
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# What may come in at most.
UPLOAD_LIMIT_BYTES = UPLOAD_LIMIT_MB * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "halfhour.web.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The front end's files: named by their content once `halfhour serve` has collected them.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "halfhour.web.static_files.HashedFiles"},
}
MEDIA_ROOT = DATA_DIR / "files"
WHITENOISE_USE_FINDERS = True

# Languages, dates and numbers; the English strings are the source.
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese")), ("ru", _("Russian"))]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
FORMAT_MODULE_PATH = ["halfhour.web.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Mail.
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = EMAIL.get("EMAIL_FILE_PATH")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # A refused or missing page is an answer, not a fault: no trace of it on the terminal.
        "django.request": {"level": "ERROR"},
    },
}
