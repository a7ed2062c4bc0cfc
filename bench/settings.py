"""The site's own settings and the yardsticks."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS, REQUESTS_PER_MINUTE

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"

REQUESTS_PER_MINUTE = dict.fromkeys(REQUESTS_PER_MINUTE, 0)  # one visitor asks for everything
