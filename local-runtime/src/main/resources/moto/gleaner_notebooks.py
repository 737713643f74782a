"""Adds to SageMaker of the AWS stand-in (moto) the call by which a notebook instance is opened. It is in the event history, and so are those
that start one. A start or a stop changes the time of the last modification, as in SageMaker. Of a notebook instance that is set in the past the id
is its name.
"""

import time

import gleaner_event_history
import gleaner_past
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.sagemaker.models import FakeSagemakerNotebookInstance, sagemaker_backends
from moto.sagemaker.responses import SageMakerResponse

OPENED = "CreatePresignedNotebookInstanceUrl"
STARTED = "StartNotebookInstance"


def _open(self):
    notebook = self.sagemaker_backend.get_notebook_instance(self._get_param("NotebookInstanceName"))
    return ActionResult({"AuthorizedUrl": f"https://{notebook.url}?authToken={mock_random.uuid4()}"})


def _recorded(call, method):
    gleaner_event_history.add_recorded(call)
    if hasattr(method, "of_gleaner_notebooks"):
        return method

    def record(self):
        at = time.time()
        answer = method(self)
        name = self._get_param("NotebookInstanceName")
        gleaner_event_history.record(
            self.current_account,
            self.region,
            at,
            {
                "eventID": f"{name}-{at}",
                "eventName": call,
                "eventSource": "sagemaker.amazonaws.com",
                "requestParameters": {"notebookInstanceName": name},
            },
        )
        return answer

    record.of_gleaner_notebooks = True
    return record


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
    """Adds the call, and records it."""
    gleaner_past.add("notebook-instance", _set)
    SageMakerResponse.create_presigned_notebook_instance_url = _recorded(OPENED, _open)
    SageMakerResponse.start_notebook_instance = _recorded(STARTED, SageMakerResponse.start_notebook_instance)
    FakeSagemakerNotebookInstance.start = _modified(FakeSagemakerNotebookInstance.start)
    FakeSagemakerNotebookInstance.stop = _modified(FakeSagemakerNotebookInstance.stop)
