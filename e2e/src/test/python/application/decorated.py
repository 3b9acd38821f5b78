"""The shop, with a function that uWSGI calls after each fork: uwsgidecorators takes the one hook there is."""

import os

from shop import NOTES, application, note  # noqa: F401
from uwsgidecorators import postfork


@postfork
def after_fork():
    note("postfork", "ran")
