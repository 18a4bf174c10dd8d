"""The page process: synchronous Django behind granian."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

from alongside.site import wiring

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.site.settings")
application = get_wsgi_application()
wiring.warm()
# Every query gives the interpreter away and has to get it back. By default a page that is being rendered may keep it
# for 5 ms each time, so a short request beside it would wait longer than it works.
sys.setswitchinterval(0.0005)
gc.collect()
gc.freeze()  # what is loaded now lives as long as the process: collections needn't look at it
