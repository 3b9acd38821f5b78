"""The WSGI entry point. Importing it loads the whole catalogue, so that a preloading server does it once, in its master."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

import shop.urls  # noqa: E402,F401  Django would import it at the first request only, in every worker
