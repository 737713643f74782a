"""Extends SageMaker of the AWS stand-in (moto): of an inference endpoint that is set in the past the id is its name."""

import gleaner_past
from gleaner_past import time


def _set_inference_endpoint(resource):
    from moto.sagemaker.models import sagemaker_backends

    endpoint = sagemaker_backends[resource["account"]][resource["region"]].endpoints[resource["id"]]
    endpoint.creation_time = time(endpoint.creation_time, resource["created"])
    endpoint.last_modified_time = endpoint.creation_time


def install():
    gleaner_past.add("inference-endpoint", _set_inference_endpoint)
