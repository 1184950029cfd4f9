"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from dermetry.report.figures.body import load_drawings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dermetry.workbench.settings")
application = get_wsgi_application()
load_drawings()  # read once at the start, so that the first patient page need not wait for it
