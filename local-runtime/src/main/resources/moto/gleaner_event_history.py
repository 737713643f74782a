"""Adds to CloudTrail of the AWS stand-in (moto) the event history, which moto lacks: LookupEvents by the name of a call, both ends of the window
included, the newest first, page by page ("LookupEvents" in the AWS CloudTrail API Reference).

The stand-in records only those calls of its own that other modules record here. POST /moto-api/gleaner/events takes a JSON array of CloudTrail records,
which make the history of their accounts and regions, beside the former. Without them calls of other names are refused: that there are none is
not known.
"""

import json
from datetime import datetime

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError
from moto.moto_api._internal import urls

PATH = "{0}/moto-api/gleaner/events$"

# Events of a page.
MOST = 50

# Names of calls that the stand-in records itself.
_recorded = set()


def add_recorded(name):
    """From now on, calls of this name are those that are recorded."""
    _recorded.add(name)


def record(account, region, at, given):
    """Adds a call.

    at: seconds since 1970
    given: its CloudTrail record
    """
    _events(cloudtrail_backends[account][region]).append((at, given))


def _events(backend):
    """The calls of a region; a reset forgets them with the rest of the backend."""
    if not hasattr(backend, "gleaner_events"):
        backend.gleaner_events = []
    return backend.gleaner_events


def _put_events(request, full_url, headers):
    if request.method != "POST":
        return 400, {}, "POST only"
    for given in json.loads(request.data):
        at = datetime.fromisoformat(given["eventTime"].replace("Z", "+00:00")).timestamp()
        record(given["recipientAccountId"], given["awsRegion"], at, given)
        cloudtrail_backends[given["recipientAccountId"]][given["awsRegion"]].gleaner_has_history = True
    return 200, {}, ""


def _event(at, given):
    return {
        "EventId": given.get("eventID", f"{given['eventName']}-{at}"),
        "EventName": given["eventName"],
        "EventSource": given["eventSource"],
        "EventTime": at,
        "CloudTrailEvent": json.dumps(given),
    }


def _lookup_events(self):
    asked = json.loads(self.body)
    of = asked.get("LookupAttributes", [{}])[0]
    name = of.get("AttributeValue")
    backend = self.cloudtrail_backend
    if of.get("AttributeKey") != "EventName" or not (name in _recorded or hasattr(backend, "gleaner_has_history")):
        raise JsonRESTError("InvalidLookupAttributesException", f"The stand-in has the calls {', '.join(sorted(_recorded))} only")
    found = [
        (at, given)
        for at, given in _events(backend)
        if given["eventName"] == name and asked.get("StartTime", 0) <= at <= asked.get("EndTime", at)
    ]
    found.sort(key=lambda event: event[0], reverse=True)
    start = int(asked.get("NextToken") or 0)
    end = start + min(MOST, asked.get("MaxResults", MOST))
    answer = {"Events": [_event(at, given) for at, given in found[start:end]]}
    if end < len(found):
        answer["NextToken"] = str(end)
    return json.dumps(answer)


def install():
    urls.url_paths[PATH] = _put_events
    CloudTrailResponse.lookup_events = _lookup_events
