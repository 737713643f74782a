"""Adds to SageMaker of the AWS stand-in (moto) the call by which a notebook instance is opened, and to its CloudTrail the event history, which has
these calls and those that start one, and no others. A start or a stop changes the time of the last modification, as in SageMaker. Of a
notebook instance that is set in the past the id is its name.
"""

import json
import time

import gleaner_past
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.sagemaker.models import FakeSagemakerNotebookInstance, SageMakerModelBackend, sagemaker_backends
from moto.sagemaker.responses import SageMakerResponse

OPENED = "CreatePresignedNotebookInstanceUrl"
STARTED = "StartNotebookInstance"


def _calls(backend):
    if not hasattr(backend, "gleaner_calls"):
        backend.gleaner_calls = []
    return backend.gleaner_calls


def _open(self):
    notebook = self.sagemaker_backend.get_notebook_instance(self._get_param("NotebookInstanceName"))
    return ActionResult({"AuthorizedUrl": f"https://{notebook.url}?authToken={mock_random.uuid4()}"})


def _recorded(call, method):
    if hasattr(method, "of_gleaner_notebooks"):
        return method

    def record(self):
        at = time.time()
        answer = method(self)
        _calls(self.sagemaker_backend).append((at, call, self._get_param("NotebookInstanceName")))
        return answer

    record.of_gleaner_notebooks = True
    return record


def _lookup_events(self):
    asked = json.loads(self.body)
    of = asked.get("LookupAttributes", [{}])[0]
    if of.get("AttributeKey") != "EventName" or of.get("AttributeValue") not in (OPENED, STARTED):
        raise JsonRESTError("InvalidLookupAttributesException", f"The stand-in has the calls {OPENED} and {STARTED} only")
    backend = sagemaker_backends[self.current_account][self.region]
    events = [
        {
            "EventId": f"{name}-{at}",
            "EventName": call,
            "EventSource": "sagemaker.amazonaws.com",
            "EventTime": at,
            "CloudTrailEvent": json.dumps({"eventName": call, "requestParameters": {"notebookInstanceName": name}}),
        }
        for at, call, name in reversed(_calls(backend))
        if call == of["AttributeValue"] and asked.get("StartTime", 0) <= at <= asked.get("EndTime", at)
    ]
    return json.dumps({"Events": events})


def _set(resource):
    backend = sagemaker_backends[resource["account"]][resource["region"]]
    notebook = backend.notebook_instances[resource["id"]]
    notebook.creation_time = gleaner_past.time(notebook.creation_time, resource["created"])
    notebook.last_modified_time = notebook.creation_time


def _modified(method):
    if hasattr(method, "of_gleaner_notebooks"):
        return method

    def modify(self):
        method(self)
        self.last_modified_time = utcnow()

    modify.of_gleaner_notebooks = True
    return modify


def install():
    """Adds the calls."""
    gleaner_past.add("notebook-instance", _set)
    SageMakerResponse.create_presigned_notebook_instance_url = _recorded(OPENED, _open)
    SageMakerResponse.start_notebook_instance = _recorded(STARTED, SageMakerResponse.start_notebook_instance)
    CloudTrailResponse.lookup_events = _lookup_events
    FakeSagemakerNotebookInstance.start = _modified(FakeSagemakerNotebookInstance.start)
    FakeSagemakerNotebookInstance.stop = _modified(FakeSagemakerNotebookInstance.stop)
    reset = SageMakerModelBackend.reset
    if hasattr(reset, "of_gleaner_notebooks"):
        return

    def forget(self):
        reset(self)
        self.gleaner_calls = []

    forget.of_gleaner_notebooks = True
    SageMakerModelBackend.reset = forget
