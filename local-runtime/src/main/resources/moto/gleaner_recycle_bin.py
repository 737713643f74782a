"""Adds the Recycle Bin for EBS snapshots to the AWS stand-in (moto), which does not have it.

A snapshot that is deleted while a retention rule applies to it can be restored until the retention period is over, as the
Recycle Bin API Reference and the EC2 API Reference describe it. A rule is "pending" in the answer that creates it and
"available" from then on. What the documentation leaves open is chosen so that a client is not helped: a rule that names a
tag without a value applies to no snapshot.

Further, DescribeLockedSnapshots returns no snapshot and ListImagesInRecycleBin no image, because moto can neither lock a
snapshot nor keep an image.
"""

import string
from datetime import datetime, timedelta, timezone

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.ebs import urls
from moto.ec2.exceptions import InvalidSnapshotIdError
from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.responses.elastic_block_store import ElasticBlockStore
from moto.moto_api._internal import mock_random
from moto.moto_server import werkzeug_app

SNAPSHOT = "EBS_SNAPSHOT"


def _now():
    return datetime.now(timezone.utc).replace(tzinfo=None)


class Rule:
    """A retention rule of a region."""

    def __init__(self, backend, parameters):
        self.identifier = "".join(mock_random.choice(string.ascii_letters + string.digits) for _ in range(11))
        self.arn = f"arn:aws:rbin:{backend.region_name}:{backend.account_id}:rule/{self.identifier}"
        self.description = parameters.get("Description")
        self.resource_type = parameters["ResourceType"]
        self.period = parameters["RetentionPeriod"]
        self.tags = parameters.get("ResourceTags", [])
        self.excluded = parameters.get("ExcludeResourceTags", [])

    def applies(self, tags):
        """Whether it keeps a snapshot with these tags."""
        included = not self.tags or any(
            t.get("ResourceTagValue") and tags.get(t["ResourceTagKey"]) == t["ResourceTagValue"] for t in self.tags
        )
        excluded = any(
            t["ResourceTagKey"] in tags and t.get("ResourceTagValue") in (None, "", tags[t["ResourceTagKey"]])
            for t in self.excluded
        )
        return self.resource_type == SNAPSHOT and included and not excluded

    def days(self):
        return int(self.period["RetentionPeriodValue"])

    def summary(self):
        return {
            "Identifier": self.identifier,
            "Description": self.description,
            "RetentionPeriod": self.period,
            "RuleArn": self.arn,
        }

    def details(self, status="available"):
        return {
            **self.summary(),
            "ResourceType": self.resource_type,
            "ResourceTags": self.tags,
            "ExcludeResourceTags": self.excluded,
            "Status": status,
        }


class Recycled:
    """A snapshot in the Recycle Bin."""

    def __init__(self, snapshot, days):
        self.snapshot = snapshot
        self.entered = _now()
        self.exits = self.entered + timedelta(days=days)

    def info(self):
        return {
            "SnapshotId": self.snapshot.id,
            "RecycleBinEnterTime": self.entered,
            "RecycleBinExitTime": self.exits,
            "Description": self.snapshot.description,
            "VolumeId": self.snapshot.volume_id,
        }


def _rules(backend):
    return backend.__dict__.setdefault("gleaner_rules", {})


def _bin(backend):
    recycled = backend.__dict__.setdefault("gleaner_recycle_bin", {})
    for snapshot in [s for s, entry in recycled.items() if entry.exits <= _now()]:
        del recycled[snapshot]
    return recycled


class RecycleBinResponse(BaseResponse):
    """Rules are kept by the EC2 backend of their region, so that a reset of moto deletes them too."""

    def __init__(self):
        super().__init__(service_name="rbin")
        self.automated_parameter_parsing = True

    def _backend(self):
        return ec2_backends[self.current_account][self.region]

    def _rule(self):
        rule = _rules(self._backend()).get(self._get_param("Identifier"))
        if rule is None:
            raise JsonRESTError("ResourceNotFoundException", "The specified rule does not exist.", code=404)
        return rule

    def create_rule(self):
        parameters = {name: self._get_param(name) for name in ("ResourceType", "RetentionPeriod", "Description")}
        for name in ("ResourceTags", "ExcludeResourceTags"):
            parameters[name] = self._get_param(name) or []
        rule = Rule(self._backend(), parameters)
        _rules(self._backend())[rule.identifier] = rule
        return ActionResult(rule.details("pending"))

    def get_rule(self):
        return ActionResult(self._rule().details())

    def delete_rule(self):
        del _rules(self._backend())[self._rule().identifier]
        return EmptyResult()

    def list_rules(self):
        wanted = self._get_param("ResourceType")
        rules = [rule.summary() for rule in _rules(self._backend()).values() if rule.resource_type == wanted]
        return ActionResult({"Rules": rules})


def _list_snapshots_in_recycle_bin(self):
    wanted = self._get_param("SnapshotIds", [])
    entries = _bin(self.ec2_backend).values()
    return ActionResult({"Snapshots": [e.info() for e in entries if not wanted or e.snapshot.id in wanted]})


def _restore_snapshot_from_recycle_bin(self):
    entry = _bin(self.ec2_backend).pop(self._get_param("SnapshotId"), None)
    if entry is None:
        raise InvalidSnapshotIdError()
    self.ec2_backend.snapshots[entry.snapshot.id] = entry.snapshot
    return ActionResult(entry.snapshot)


def _describe_locked_snapshots(self):
    return ActionResult({"Snapshots": []})


def _list_images_in_recycle_bin(self):
    return ActionResult({"Images": []})


def _recycle_deleted_snapshots():
    delete = EBSBackend.delete_snapshot

    def delete_snapshot(self, snapshot_id):
        snapshot = delete(self, snapshot_id)
        tags = {tag["key"]: tag["value"] for tag in snapshot.get_tags()}
        days = [rule.days() for rule in _rules(self).values() if rule.applies(tags)]
        if days:
            _bin(self)[snapshot_id] = Recycled(snapshot, max(days))
        return snapshot

    EBSBackend.delete_snapshot = delete_snapshot


def install():
    """Adds everything to moto, once in a process."""
    # The server finds the service of a call by the name in its signature. The EBS direct APIs have no such paths.
    werkzeug_app.SIGNING_ALIASES["rbin"] = "ebs"
    for path in ("rules$", "rules/(?P<identifier>[^/]+)$", "list-rules$"):
        urls.url_paths["{0}/" + path] = RecycleBinResponse.dispatch
    ElasticBlockStore.list_snapshots_in_recycle_bin = _list_snapshots_in_recycle_bin
    ElasticBlockStore.restore_snapshot_from_recycle_bin = _restore_snapshot_from_recycle_bin
    ElasticBlockStore.describe_locked_snapshots = _describe_locked_snapshots
    ElasticBlockStore.list_images_in_recycle_bin = _list_images_in_recycle_bin
    _recycle_deleted_snapshots()
