"""Django settings: no database, no session store, one process-wide catalogue.

The collector is switched off here, before anything is loaded, as Instagram did. It does not stay off: see
``shop._vendor.smallpack``.
"""

import gc
import os

from django.core.management.utils import get_random_secret_key

gc.disable()

DEBUG = False
SECRET_KEY = os.environ.get("SHOP_SECRET_KEY") or get_random_secret_key()
ALLOWED_HOSTS = ["*"]  # probes and the load generator come by pod address
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
INSTALLED_APPS = []
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
]
DATABASES = {}
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
