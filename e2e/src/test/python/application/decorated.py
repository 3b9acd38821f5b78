"""The shop, with functions that uWSGI calls after each fork and after each request, of which it has one each.

uwsgidecorators assigns the first.
"""

import uwsgi
from shop import NOTES, application, note  # noqa: F401
from uwsgidecorators import postfork


@postfork
def after_fork():
    note("postfork", "ran")


def after_request():
    note("after-request", "ran")


uwsgi.after_req_hook = after_request
