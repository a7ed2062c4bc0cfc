"""Settings, all from the environment; `docs/operations.md` lists every variable with its default.

`PASSERELLE_MODE` chooses between two ways of running:

- `demo` (what `make run` uses): this machine only, a random key, demo log-ins, all mail readable at `/demo/mail/`;
- `production`: refuses to start with a demo key, demo log-ins or debug on, and says which variable to set.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from portal.foundation.files import limits
from portal.settings.environment import (
    MODE,
    compiled_catalogues,
    database,
    elasticsearch,
    env,
    operator,
    secret_key,
    shared_cache,
)

ROOT = Path(__file__).resolve().parent.parent.parent
DEMO = MODE == "demo"
DEMO_LOG_INS = DEMO and env.bool("PASSERELLE_DEMO_LOGINS", True)
DEBUG = env.bool("PASSERELLE_DEBUG", False)
DATA_DIR = Path(env.str("PASSERELLE_DATA_DIR", str(ROOT / "var")))  # everything that changes: database, index, files
SECRET_KEY = secret_key(DATA_DIR)
SITE_ADDRESS = env.str("PASSERELLE_ADDRESS", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = ["localhost", "127.0.0.1"] if DEMO else env.list("PASSERELLE_HOSTS", [])
CSRF_TRUSTED_ORIGINS = [] if DEMO else [SITE_ADDRESS]
OPERATOR = operator()
CONTENT_LICENCE = env.str("PASSERELLE_CONTENT_LICENCE", "CC BY 4.0")
CONTENT_LICENCE_URL = env.str("PASSERELLE_CONTENT_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
MAINTENANCE = env.bool("PASSERELLE_MAINTENANCE", False)  # every page says that the site is being looked after

INSTALLED_APPS = [
    "portal.foundation",
    "portal.accounts",
    "portal.notices",
    "search",
    "portal.vocabularies",
    "practices",
    "communities",
    "portal.site",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.apps.DeskUsersConfig",  # wagtail.users, for our user model
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.locales",
    "wagtail.contrib.typed_table_block",
    "portal.site.apps.DeskConfig",  # wagtail.admin, without its mails
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_structlog",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # allauth's pages need it
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.foundation.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.site.maintenance.MaintenanceMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.foundation.middleware.LanguageMiddleware",
    "portal.foundation.middleware.InputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.foundation.middleware.ContentLanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.foundation.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.unsent.UnsentMiddleware",
    "portal.accounts.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.foundation.limits.FormsMiddleware",
    "portal.foundation.exploring.ExploringMiddleware",
    "portal.site.moved.MovedMiddleware",
    "portal.site.errors.NotAllowedMiddleware",
]

ROOT_URLCONF = "portal.site.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.site.context.site",
            ],
            "builtins": [
                "portal.foundation.templatetags.passerelle",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.signed_in.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
AUDIT_DAYS = env.int("PASSERELLE_AUDIT_DAYS", 1095)  # how long it is known who did what
LINK_CHECKS = env.bool("PASSERELLE_LINK_CHECKS", default=False)  # whether the worker follows the links of sources
LINK_CHECKER = "PasserelleLinks"  # what it calls itself there, and in robots.txt
LEAVING_DAYS = env.int("PASSERELLE_LEAVING_DAYS", 7)  # to think again; 0: an account is deleted at once
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.SignupExtras"
ACCOUNT_FORMS = {
    "login": "portal.accounts.addresses.LoginForm",
    "signup": "portal.accounts.addresses.SignupForm",
    "add_email": "portal.accounts.addresses.AddEmailForm",
    "reset_password": "portal.accounts.addresses.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.addresses.ResetPasswordKeyForm",
    "change_password": "portal.accounts.addresses.ChangePasswordForm",
    "reauthenticate": "portal.accounts.addresses.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {  # for all else allauth's own limits hold
    "message": "6/h/ip",  # to the editors
    "contribution": "12/h/ip",  # suggested to them, with what is said of it
    "contribution_file": "20/h/ip",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "portal.accounts.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are not exact
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # http://localhost
SECOND_FACTOR_REQUIRED = env.bool("PASSERELLE_SECOND_FACTOR", not DEMO)  # of reviewers and administrators
ACCOUNT_EMAIL_SUBJECT_PREFIX = EMAIL_SUBJECT_PREFIX = "[Passerelle] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_ADDRESS.split(":", 1)[0]

# Languages: the address's prefix is the content's locale; the interface speaks one of the complete LANGUAGES.
LANGUAGE_CODE = "en"
CONTENT_LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("es", "Español"),
    ("pt", "Português"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
]
LANGUAGES = CONTENT_LANGUAGES  # what URL prefixes and locales may be
WAGTAIL_CONTENT_LANGUAGES = CONTENT_LANGUAGES
LOCALE_PATHS = [ROOT / "locale"]
INTERFACE_LANGUAGES = [LANGUAGE_CODE, *compiled_catalogues(LOCALE_PATHS[0])]
USE_I18N = True
FORMAT_MODULE_PATH = ["portal.formats"]
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "portal.foundation.static_storage.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = DATA_DIR / "files"  # private: served only through portal.foundation.files, after a permission check
MEDIA_URL = "/files/"
STORAGES = {
    "default": {"BACKEND": "portal.foundation.files.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "portal.foundation.static_storage.BundledStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

CACHES = {
    "default": shared_cache(),  # what all processes must agree on: how often somebody tried to sign in, or asked
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
    },  # ready-made parts of pages
}

SESSION_ENGINE = "portal.accounts.signed_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "portal.site.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"  # the editing desk shows previews in a frame: SecurityHeadersMiddleware
PERMISSIONS_POLICY = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
)
SECURE = not DEMO and SITE_ADDRESS.startswith("https://")
SECURE_SSL_REDIRECT = SECURE and env.bool("PASSERELLE_HTTPS_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
if env.bool("PASSERELLE_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits count readers, not the proxy that all of them come through

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
    }
}
ADMIN_PATH = "admin/"

EMAIL_BACKEND = "portal.foundation.mail.StoredMailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("PASSERELLE_SMTP_HOST", "localhost")
EMAIL_PORT = env.int("PASSERELLE_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("PASSERELLE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("PASSERELLE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool("PASSERELLE_SMTP_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("PASSERELLE_MAIL_FROM", OPERATOR["email"])

# Answers by mail: the address that they go to (its mail comes to a mailbox or to /notices/mail/); empty: none are taken.
REPLY_ADDRESS = env.str("PASSERELLE_REPLY_ADDRESS", "")
REPLY_DAYS = env.int("PASSERELLE_REPLY_DAYS", 60)
INBOUND_SECRET = env.str("PASSERELLE_INBOUND_SECRET", "")
IMAP = {
    "host": env.str("PASSERELLE_IMAP_HOST", ""),
    "port": env.int("PASSERELLE_IMAP_PORT", 993),
    "user": env.str("PASSERELLE_IMAP_USER", ""),
    "password": env.str("PASSERELLE_IMAP_PASSWORD", ""),
    "folder": env.str("PASSERELLE_IMAP_FOLDER", "INBOX"),
    "tls": env.str("PASSERELLE_IMAP_TLS", "implicit"),  # or "starttls" or "none"
}

WAGTAIL_SITE_NAME = "Passerelle"
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAILIMAGES_IMAGE_MODEL = "foundation.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "foundation.CustomDocument"
WAGTAILDOCS_SERVE_METHOD = "direct"  # the file's own address, which asks who is there
# What may be uploaded, here and elsewhere, stands in portal/foundation/files/limits.py.
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.foundation.files.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.foundation.files.forms.DocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["jpeg", *(kind.extension for kind in limits.DESK_PICTURES.types)]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = limits.DESK_PICTURES.pixels
WAGTAILIMAGES_MAX_UPLOAD_SIZE = limits.DESK_PICTURES.picture_bytes
WAGTAILDOCS_MAX_UPLOAD_SIZE = limits.DESK_DOCUMENTS.other_bytes
FILE_UPLOAD_HANDLERS = [
    "portal.foundation.files.receiving.RefusesTooMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "portal.foundation.rich_text.RichTextArea"}}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = (
    False  # allauth's
)
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["UTC"]  # no choice here: the zone is chosen at /account/
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
# The database backends of Wagtail's admin search scan their table on every save; this one asks the database directly.
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}
TAGGIT_CASE_INSENSITIVE = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# What one visitor may ask for in a minute; 0: no limit.
REQUESTS_PER_MINUTE = {
    "api": env.int("PASSERELLE_API_PER_MINUTE", 300),
    "export": env.int("PASSERELLE_EXPORTS_PER_MINUTE", 30),
    # In each process, for an office shares one address. Who tries a site out, or measures it, is one visitor, too.
    "search": env.int("PASSERELLE_SEARCHES_PER_MINUTE", 0 if DEMO else 300),
    "suggest": env.int("PASSERELLE_SUGGESTIONS_PER_MINUTE", 0 if DEMO else 1200),
    "forms": env.int("PASSERELLE_FORMS_PER_MINUTE", 0 if DEMO else 120),  # of all pages together
    "posts": env.int("PASSERELLE_POSTS_PER_MINUTE", 10),
    "reports": env.int("PASSERELLE_REPORTS_PER_MINUTE", 10),
    "files": env.int("PASSERELLE_UPLOADS_PER_MINUTE", 30),
    "drafts": env.int("PASSERELLE_DRAFTS_PER_MINUTE", 60),  # a form saves its draft every few seconds
    # Of people without an account, in opinion polls; an office shares one address.
    "opinions": env.int("PASSERELLE_OPINIONS_PER_MINUTE", 10),
    "approvals": env.int("PASSERELLE_APPROVALS_PER_MINUTE", 120),  # pages behind links to decide without an account
    "invite": env.int("PASSERELLE_INVITATION_FORMS_PER_MINUTE", 5),  # of up to twenty letters
}

SEARCH_INDEX_DIR = DATA_DIR / "index"
ELASTICSEARCH = elasticsearch()  # no addresses: the embedded engine answers
OUTBOX_LEASE_SECONDS = 120
OUTBOX_MAX_ATTEMPTS = 8

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # logging.DEBUG: one line per request, at its end
LOGGING_CONFIG = "portal.foundation.logs.configure"
LOGGING = {"level": env.str("PASSERELLE_LOG_LEVEL", "INFO"), "json": env.bool("PASSERELLE_LOG_JSON", not DEMO)}
