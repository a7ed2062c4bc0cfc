"""The site's own settings, and a check that switches protected cases on."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.browser.checked.CheckedConfig"]
