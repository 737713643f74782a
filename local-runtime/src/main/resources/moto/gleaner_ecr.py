"""Extends ECR of the AWS stand-in (moto), which knows no pulls and has no previews.

A container repository in the past is made: its id is the name, tags an object, policy the text of its lifecycle policy, if any, and images
are objects with digest, bytes, pushed and, unless absent, tag, pulled and type (a media type). A preview is of the first rule of its policy,
which is for untagged images by the days since their push.
"""

import json
from datetime import datetime, timedelta, timezone

import gleaner_past

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def _make(resource):
    from moto.ecr.models import ecr_backends

    tags = [{"Key": key, "Value": value} for key, value in resource["tags"].items()]
    backend = ecr_backends[resource["account"]][resource["region"]]
    repository = backend.create_repository(resource["id"], None, {}, {}, "", tags)
    repository.created_at = gleaner_past.utc(resource["created"]).replace(tzinfo=None)
    repository.lifecycle_policy = resource.get("policy")
    repository.images = [_image(resource["account"], repository, shown) for shown in resource["images"]]


def _image(account, repository, shown):
    from moto.ecr.models import Image

    manifest = json.dumps({"layers": [], "config": {"size": shown["bytes"]}})
    image = Image(account, shown.get("tag"), manifest, repository.name, shown.get("type", MANIFEST), shown["digest"])
    image.image_pushed_at = shown["pushed"] // 1000
    if "pulled" in shown:
        image.last_recorded_pull_time = shown["pulled"] // 1000
    return image


def _preview():
    from moto.core.responses import ActionResult
    from moto.ecr.responses import ECRResponse

    def repository(self):
        name, registry = self._get_param("repositoryName"), self._get_param("registryId")
        return self.ecr_backend._get_repository(name, registry)

    def start_lifecycle_policy_preview(self):
        found = repository(self)
        found.gleaner_preview = self._get_param("lifecyclePolicyText")
        return ActionResult({"repositoryName": found.name, "status": "IN_PROGRESS"})

    def get_lifecycle_policy_preview(self):
        found = repository(self)
        days = json.loads(found.gleaner_preview)["rules"][0]["selection"]["countNumber"]
        since = (datetime.now(timezone.utc) - timedelta(days=days)).timestamp()
        old = [image for image in found.images if not image.image_tags and image.image_pushed_at < since]
        results = [{"imageDigest": image.get_image_digest(), "action": {"type": "EXPIRE"}} for image in old]
        return ActionResult({"repositoryName": found.name, "status": "COMPLETE", "previewResults": results})

    ECRResponse.start_lifecycle_policy_preview = start_lifecycle_policy_preview
    ECRResponse.get_lifecycle_policy_preview = get_lifecycle_policy_preview


def install():
    gleaner_past.add("container-repository", _make)
    _preview()
