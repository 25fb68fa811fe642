"""All settings, read from the environment, safe unless something is said.

Variables are listed in docs/reference/settings.md.
"""

from pathlib import Path

import dj_database_url
import environs

from lodestar.config import embedded, logs
from lodestar.demo import sign_ins

env = environs.Env()
ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.str("LODESTAR_VAR", str(ROOT / "var")))

IS_DEMO = env.bool("LODESTAR_DEMO", False)
PLACE_NAME = env.str("LODESTAR_PLACE_NAME", "Harbourne Bay" if IS_DEMO else "Our place")
PLACE_CODE = env.str("LODESTAR_PLACE_CODE", "E08000009" if IS_DEMO else "")
HELP_TELEPHONE = env.str("LODESTAR_HELP_TELEPHONE", "0161 496 0000" if IS_DEMO else "")

# Shown on the demo's sign-in page, and nowhere else.
DEMO_SIGN_INS = sign_ins.DEMO_SIGN_INS if IS_DEMO else ()
DEMO_PASSWORD = sign_ins.PASSWORD if IS_DEMO else ""

DEBUG = False
SECRET_KEY = embedded.demo_secret(VAR) if IS_DEMO else env.str("SECRET_KEY")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if IS_DEMO else env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# --- database: one PostgreSQL, three roles ---------------------------------------------------------------

_urls = {
    "default": env.str("DATABASE_URL", ""),
    "owner": env.str("DATABASE_OWNER_URL", ""),
    "extract": env.str("DATABASE_EXTRACT_URL", ""),
}
if not _urls["default"]:
    _urls = embedded.urls(VAR)
DATABASES = {
    alias: dj_database_url.parse(url, conn_max_age=600, conn_health_checks=alias == "default")
    for alias, url in _urls.items()
    if url
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the parts -------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "lodestar.access",
    "lodestar.places",
    "lodestar.directory",
    "lodestar.directory.entries",
    "lodestar.directory.assurance",
    "lodestar.directory.doubles",
    "lodestar.directory.digests",
    "lodestar.directory.feeds",
    "lodestar.directory.finding",
    "lodestar.directory.gaps",
    "lodestar.directory.routes",
    "lodestar.directory.schools",
    "lodestar.directory.stories",
    "lodestar.people",
    "lodestar.people.sharing",
    "lodestar.people.voice",
    "lodestar.people.supporting",
    "lodestar.people.circumstances",
    "lodestar.people.telling",
    "lodestar.commissioning",
    "lodestar.referrals",
    "lodestar.referrals.in_touch",
    "lodestar.referrals.course",
    "lodestar.referrals.receiving",
    "lodestar.referrals.waits",
    "lodestar.referrals.asking",
    "lodestar.referrals.connecting",
    "lodestar.referrals.moving_on",
    "lodestar.referrals.programs",
    "lodestar.referrals.letters",
    "lodestar.plans",
    "lodestar.plans.goals",
    "lodestar.plans.conversation",
    "lodestar.plans.deciding",
    "lodestar.plans.wellness",
    "lodestar.plans.packages",
    "lodestar.plans.ways",
    "lodestar.health",
    "lodestar.outcomes",
    "lodestar.exchange",
    "lodestar.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "lodestar.api.openreferral.cross_origin.CrossOriginMiddleware",
    "lodestar.api.referrals.problems.ProblemMiddleware",
    "lodestar.web.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "lodestar.web.middleware.LoopbackOnlyMiddleware",
    "lodestar.web.middleware.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lodestar.web.middleware.ViewerMiddleware",
    "lodestar.web.account.timeouts.SessionLimitsMiddleware",
]
ROOT_URLCONF = "lodestar.config.urls"
WSGI_APPLICATION = "lodestar.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "lodestar" / "web"],
        "OPTIONS": {"environment": "lodestar.web.jinja.environment"},
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "counters": {"BACKEND": "lodestar.access.counting.CounterCache", "KEY_PREFIX": "counter"},
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- sign-in ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "lodestar.web.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
# Whole hospitals share an address; one e-mail address belongs to one person. So the second limit is the lock-out.
RATELIMIT_ENABLE = env.bool("LODESTAR_RATELIMIT", True)
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/5m/key"} if RATELIMIT_ENABLE else False
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"} if RATELIMIT_ENABLE else False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("LODESTAR_BEHIND_PROXY", False) else 0
# A link to a new password; the letter says so too. Unit: seconds.
PASSWORD_RESET_TIMEOUT = 30 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "public:finder"

# The second step: workers owe one, but not in the demo, where everybody tries everything.
MFA_ADAPTER = "lodestar.web.account.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# A clock may be half a minute out.
MFA_TOTP_TOLERANCE = 1
STAFF_NEED_SECOND_STEP = env.bool("LODESTAR_STAFF_NEED_SECOND_STEP", True) if not IS_DEMO else False

# Staff identity: the organisation's own sign-in, by OpenID Connect. Off until it has an address.
STAFF_IDENTITY_URL = env.str("LODESTAR_STAFF_IDENTITY_URL", "")
STAFF_IDENTITY_ID = "staff" if STAFF_IDENTITY_URL else ""
STAFF_IDENTITY_NAME = env.str("LODESTAR_STAFF_IDENTITY_NAME", "your work account")
STAFF_IDENTITY_HAS_SECOND_STEP = env.bool("LODESTAR_STAFF_IDENTITY_HAS_SECOND_STEP", False)
SOCIALACCOUNT_ADAPTER = "lodestar.web.account.staff_identity.StaffIdentityAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": STAFF_IDENTITY_ID,
                "name": STAFF_IDENTITY_NAME,
                "client_id": env.str("LODESTAR_STAFF_IDENTITY_CLIENT_ID", ""),
                "secret": env.str("LODESTAR_STAFF_IDENTITY_SECRET", ""),
                "settings": {
                    "server_url": STAFF_IDENTITY_URL,
                    "verified_email": env.bool("LODESTAR_STAFF_IDENTITY_VERIFIES_EMAIL", False),
                },
            }
        ]
        if STAFF_IDENTITY_ID
        else [],
    }
}

# Sessions: a worker's ends without use, everybody's ends twelve hours after sign-in.
SESSION_ENGINE = "lodestar.access.sessions"
STAFF_IDLE_MINUTES = env.int("LODESTAR_STAFF_IDLE_MINUTES", 15)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lodestar.web.errors.form_too_old"

# --- what comes in ---------------------------------------------------------------------------------------

# The scan of a letter is all that anybody sends. It stays in memory; what is larger is dropped, and never on a disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024 + 64 * 1024

# --- transport and content -------------------------------------------------------------------------------

# The demo is served over plain HTTP on loopback only; everywhere else these are on.
SECURE_SSL_REDIRECT = not IS_DEMO
SESSION_COOKIE_SECURE = not IS_DEMO
CSRF_COOKIE_SECURE = not IS_DEMO
SECURE_HSTS_SECONDS = 0 if IS_DEMO else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not IS_DEMO
SECURE_HSTS_PRELOAD = not IS_DEMO
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
IS_BEHIND_PROXY = env.bool("LODESTAR_BEHIND_PROXY", False)
if IS_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'none'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
# Public searches for each address; rate as django-ratelimit writes it.
SEARCH_RATE = env.str("LODESTAR_SEARCH_RATE", "60/m")
# Requests to the open feed for each address; a whole copy of the directory is one request.
OPEN_REFERRAL_RATE = env.str("LODESTAR_OPEN_REFERRAL_RATE", "300/m")
# Requests to the API of referrals for each token.
API_RATE = env.str("LODESTAR_API_RATE", "300/m")
# Webhooks go out over https; true lets them go to addresses inside a place's own network too.
WEBHOOKS_INSIDE = env.bool("LODESTAR_WEBHOOKS_INSIDE", False)
RATELIMIT_USE_CACHE = "counters"
RATELIMIT_VIEW = "lodestar.web.errors.too_many"

LOGGING = logs.configuration()
LOGGING_CONFIG = "logging.config.dictConfig"
EMAIL_BACKEND = (
    "django.core.mail.backends.console.EmailBackend"
    if IS_DEMO
    else env.str("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
)
DEFAULT_FROM_EMAIL = env.str("LODESTAR_MAIL_FROM", "webmaster@localhost")

# Text messages: "outbox" writes them to a folder, "notify" hands them to GOV.UK Notify, nothing sends none.
TEXT_GATEWAY = "outbox" if IS_DEMO else env.str("LODESTAR_TEXT_GATEWAY", "")
NOTIFY_ADDRESS = env.str("LODESTAR_NOTIFY_ADDRESS", "https://api.notifications.service.gov.uk")
NOTIFY_SERVICE_ID = env.str("LODESTAR_NOTIFY_SERVICE_ID", "")
NOTIFY_SECRET = env.str("LODESTAR_NOTIFY_SECRET", "")
NOTIFY_TEMPLATE_ID = env.str("LODESTAR_NOTIFY_TEMPLATE_ID", "")
