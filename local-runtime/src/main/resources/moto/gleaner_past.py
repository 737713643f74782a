"""Takes what is old and large: the AWS stand-in (moto) creates everything now and empty.

POST /moto-api/gleaner/past takes a JSON array of resources. Each has the fields account, region, kind, id and those that the module of its
service names; created is a time in milliseconds since 1970.
"""

import json
from datetime import datetime, timezone

from moto.moto_api._internal import urls

PATH = "{0}/moto-api/gleaner/past"

# What sets a resource, by kind.
_kinds = {}

# What is done before the first resource is set.
_shown = []


def add(kind, put):
    """Adds a kind of resource: put takes a resource."""
    _kinds[kind] = put


def show(change):
    """Adds a change of moto's answers from the first such call on; it can be called again."""
    _shown.append(change)


def show_past():
    """Makes moto show what is set; to be called again where moto's state is replaced."""
    for change in _shown:
        change()


def time(like, millis):
    """The time in the form that this version of moto uses."""
    at = datetime.fromtimestamp(millis / 1000, timezone.utc).replace(tzinfo=None)
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(like, str) else at


def utc(millis):
    """A time with its zone."""
    return datetime.fromtimestamp(millis / 1000, timezone.utc)


def _past(request, full_url, headers):
    if request.method != "POST":
        return 400, {}, "POST only"
    show_past()
    for resource in json.loads(request.data):
        put = _kinds.get(resource["kind"])
        if put is None:
            return 400, {}, "unknown kind: " + resource["kind"]
        put(resource)
    return 200, {}, ""


def install():
    urls.url_paths[PATH] = _past
