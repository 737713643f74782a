"""Adds application inference profiles of Amazon Bedrock to the AWS stand-in (moto), which does not have them.

CreateInferenceProfile makes one at once active, ListInferenceProfiles lists those of the region in one page, and their tags are
those of moto's other resources of Bedrock, as the Amazon Bedrock API Reference describes it. There are no profiles of AWS.
"""

import json
import string
from datetime import datetime, timezone

from moto.bedrock import urls
from moto.bedrock.models import BedrockBackend
from moto.bedrock.responses import BedrockResponse
from moto.moto_api._internal import mock_random


def _profiles(backend):
    return backend.__dict__.setdefault("gleaner_inference_profiles", {})


def _create_inference_profile(self):
    parameters = json.loads(self.body)
    backend = self.bedrock_backend
    identifier = "".join(mock_random.choice(string.ascii_lowercase + string.digits) for _ in range(12))
    arn = f"arn:aws:bedrock:{backend.region_name}:{backend.account_id}:application-inference-profile/{identifier}"
    created = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    _profiles(backend)[arn] = {
        "inferenceProfileName": parameters["inferenceProfileName"],
        "createdAt": created,
        "updatedAt": created,
        "inferenceProfileArn": arn,
        "models": [{"modelArn": parameters["modelSource"]["copyFrom"]}],
        "inferenceProfileId": identifier,
        "status": "ACTIVE",
        "type": "APPLICATION",
    }
    backend.tag_resource(arn, parameters.get("tags", []))
    return 201, {}, json.dumps({"inferenceProfileArn": arn, "status": "ACTIVE"})


def _list_inference_profiles(self):
    wanted = self._get_param("type") or "SYSTEM_DEFINED"
    found = [profile for profile in _profiles(self.bedrock_backend).values() if profile["type"] == wanted]
    return json.dumps({"inferenceProfileSummaries": found})


def _know_their_arns():
    listed = BedrockBackend._list_arns

    def _list_arns(self):
        return listed(self) + list(_profiles(self))

    BedrockBackend._list_arns = _list_arns


def install():
    """Adds everything to moto, once in a process."""
    urls.url_paths["{0}/inference-profiles$"] = BedrockResponse.dispatch
    BedrockResponse.create_inference_profile = _create_inference_profile
    BedrockResponse.list_inference_profiles = _list_inference_profiles
    _know_their_arns()
