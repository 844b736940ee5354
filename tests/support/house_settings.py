"""The product's settings, with kinds of jobs that only tests know, and passwords that are cheap to check."""

from halfhour.settings import *  # noqa: F403
from halfhour.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "support.testjobs"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
