"""The demo's settings over a database of the tests' own, on the embedded server unless DATABASE_URL is set."""

import os
from pathlib import Path

_var = Path(__file__).resolve().parents[1] / "var" / "test"
os.environ["LODESTAR_DEMO"] = "1"
os.environ["LODESTAR_VAR"] = str(_var)
os.environ["LODESTAR_RATELIMIT"] = "0"
# The browser's driver leaves its event loop in the worker; our tests ask the database from no coroutine.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from lodestar.config.settings import *  # noqa: E402, F403
from lodestar.config.settings import DATABASES, INSTALLED_APPS, STORAGES  # noqa: E402

# A test writes its records as the owner and looks at them as the web role, inside one transaction: so it signs
# in as a superuser and puts on the role. That the web role signs in by itself is tested in records/.
for _alias, _role in {"default": "web", "owner": "owner", "extract": "extract"}.items():
    DATABASES[_alias]["USER"] = "postgres"
    DATABASES[_alias]["CONN_MAX_AGE"] = 0
    DATABASES[_alias].setdefault("OPTIONS", {})["options"] = f"-c role=lodestar_{_role}"

INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
