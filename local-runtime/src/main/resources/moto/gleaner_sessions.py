"""Adds sessions of Session Manager to the AWS stand-in (moto), which does not have them.

POST /moto-api/gleaner/sessions takes a JSON array of sessions. They replace those of the instances that it names:

  account, region  of the instance
  target           id of the instance
  owner            ARN of who opened it; absent if the instance has no session any more
  since            milliseconds since 1970; absent like the owner

DescribeSessions answers with these for the state Active, by the filters Target and Owner, as the Systems Manager API Reference
describes it; the state History has none, and other filters are refused, so that nobody relies on them. A reset forgets all sessions.
"""

import hashlib
import json

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.moto_api._internal import urls
from moto.ssm.models import SimpleSystemManagerBackend, ssm_backends
from moto.ssm.responses import SimpleSystemManagerResponse

PATH = "{0}/moto-api/gleaner/sessions"
FILTERS = {"Target": "Target", "Owner": "Owner"}


def _sessions(backend):
    if not hasattr(backend, "gleaner_sessions"):
        backend.gleaner_sessions = []
    return backend.gleaner_sessions


def _set(request, full_url, headers):
    if request.method != "POST":
        return 400, {}, "POST only"
    given = json.loads(request.data)
    for session in given:
        backend = ssm_backends[session["account"]][session["region"]]
        backend.gleaner_sessions = [other for other in _sessions(backend) if other["Target"] != session["target"]]
    for session in (one for one in given if "owner" in one):
        key = f"{session['target']} {session['owner']} {session['since']}"
        _sessions(ssm_backends[session["account"]][session["region"]]).append(
            {
                "SessionId": "session-" + hashlib.sha256(key.encode()).hexdigest()[:17],
                "Target": session["target"],
                "Status": "Connected",
                "StartDate": session["since"] / 1000,
                "Owner": session["owner"],
                "MaxSessionDuration": "60",
            }
        )
    return 200, {}, ""


def _describe_sessions(self):
    state = self._get_param("State")
    if state not in ("Active", "History"):
        raise JsonRESTError("ValidationException", "State must be Active or History.")
    found = _sessions(self.ssm_backend) if state == "Active" else []
    for condition in self._get_param("Filters") or []:
        key = FILTERS.get(condition["key"])
        if key is None:
            raise JsonRESTError("InvalidFilterKey", "The stand-in does not know the filter " + condition["key"])
        found = [session for session in found if session[key] == condition["value"]]
    return ActionResult({"Sessions": found})


def install():
    """Adds the call, and the path by which sessions are set."""
    SimpleSystemManagerResponse.describe_sessions = _describe_sessions
    urls.url_paths[PATH] = _set
    reset = SimpleSystemManagerBackend.reset
    if hasattr(reset, "of_gleaner_sessions"):
        return

    def forget(self):
        reset(self)
        self.gleaner_sessions = []

    forget.of_gleaner_sessions = True
    SimpleSystemManagerBackend.reset = forget
