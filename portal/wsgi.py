"""The WSGI application that `manage.py serve` runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from portal.foundation.lifeline import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
end_with_parent()
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded stays: each later collection would look through all of it in the middle of a request
