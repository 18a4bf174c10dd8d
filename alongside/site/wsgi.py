"""The page process: synchronous Django behind granian."""

import os

from django.core.wsgi import get_wsgi_application

from alongside.site import wiring

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.site.settings")
application = get_wsgi_application()
wiring.warm()
