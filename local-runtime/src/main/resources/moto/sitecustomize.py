"""Extends the AWS stand-in (moto), which creates everything now and empty, by resources that are old and large.

Python loads this module at its start. POST /moto-api/gleaner/past takes a JSON array of resources:

  account, region, kind  "volume", "modification", "address", "snapshot", "log-group", "nat-gateway",
                         "vpc-endpoint", "load-balancer", "bucket", "upload", "inference-endpoint", "scaling-group",
                         "capacity-reservation", "reservation", "savings-plan" or "stop"
  id                     its id (of a load balancer the end of its ARN, app/NAME/ID), the allocation id of an address, the name
                         of a log group, inference endpoint or scaling group, the upload id, the volume of a modification, or the instance of a stop
  created                milliseconds since 1970; not of an address, a reservation or a savings plan; of a modification its start and its end;
                         of a capacity reservation it may be absent
  iops                   of a volume: operations per second that EC2 shows; may be absent
  pool                   of an address: the pool that EC2 shows
  attached               of a volume: milliseconds since 1970; absent if it is not attached
  image                  of a snapshot: id of the image that uses it in place of the image's own snapshot; may be absent
  bytes                  of a log group: bytes stored; of an upload: bytes of its only part
  bucket                 of an upload
  type, instances, used  of a capacity reservation, which is created: instance type, and how many instances there can be and are
  type, instances, zone  of a reservation, which is created: instance type, how many instances it is for, and a zone; may be absent
  offering               of a reservation "standard" or "convertible"; of a savings plan, which is created, "Compute", "EC2Instance", ...
  family                 of a savings plan "EC2Instance": the instance family; its region is that for which it is
  hourly                 of a reservation or a savings plan: a decimal; of a reservation it may be absent
  currency               of a reservation or a savings plan; USD if absent
  start, end             of a reservation or a savings plan: milliseconds since 1970
  state                  of a reservation or a savings plan; if absent, it follows from the two
  tags                   of a capacity reservation, a reservation or a savings plan: by key; may be absent

From the first such call on, DescribeSnapshots without ids returns the snapshots of the account alone, and not those of
Amazon's images, because moto ignores the parameter Owner.

The tags of a resource of EC2 are found by its id: moto compares the ids of all that have tags, for each resource that it shows,
which takes many seconds where there are thousands. DescribeImages knows the filter block-device-mapping.snapshot-id, with which
moto fails as soon as there is an image. A NAT gateway that is deleted gives its Elastic IP addresses back ("DeleteNatGateway"
in the EC2 API Reference); moto leaves them associated. DescribeLogGroups returns the class of a log group, which moto leaves
out. GetMetricData finds a metric whatever the order of its dimensions; moto's order of them is none as soon as there are
several, so that it misses metrics of interface endpoints. Sizes of buckets in CloudWatch are those that were put; moto's own
are those of the few bytes in its buckets. The module gleaner_bedrock adds application inference profiles, the module
gleaner_bulk takes many objects and points at once, the module gleaner_capacity capacity reservations, the module gleaner_commitments reservations and savings plans, the module
gleaner_metrics finds points by an index, the module gleaner_recycle_bin adds the Recycle Bin, the module gleaner_requests finds
the service and the parameters of a request, the module gleaner_sessions adds sessions of Session Manager, the module
gleaner_commands the runs of Run Command, the module gleaner_snapshot keeps the state in a file.
"""

import json
from datetime import datetime, timezone

PATH = "{0}/moto-api/gleaner/past"

# MiB/s that each gp3 volume has; moto leaves them out of root volumes.
GP3_THROUGHPUT = 125


def _time(like, millis):
    """The time in the form that this version of moto uses."""
    at = datetime.fromtimestamp(millis / 1000, timezone.utc).replace(tzinfo=None)
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(like, str) else at


def _filter_images_by_snapshot(amis):
    known = amis.Ami.get_filter_value

    def get_filter_value(self, filter_name, method_name=None):
        if filter_name == "block-device-mapping.snapshot-id":
            return self.ebs_snapshot.id
        return known(self, filter_name, method_name)

    amis.Ami.get_filter_value = get_filter_value


def _find_tags_of_one_resource_by_its_id(tags):
    found = tags.TagBackend.describe_tags

    def describe_tags(self, filters=None):
        ids = filters["resource-id"] if filters and list(filters) == ["resource-id"] else []
        if len(ids) != 1 or not ids[0].replace("-", "").isalnum():
            return found(self, filters)
        kind = tags.EC2_PREFIX_TO_RESOURCE.get(tags.get_prefix(ids[0]), "")
        return [
            {"resource_id": ids[0], "key": key, "value": value, "resource_type": kind}
            for key, value in self.tags.get(ids[0], {}).items()
        ]

    tags.TagBackend.describe_tags = describe_tags


def _give_addresses_of_nat_gateways_back(nat_gateways):
    delete = nat_gateways.NatGatewayBackend.delete_nat_gateway

    def delete_nat_gateway(self, nat_gateway_id):
        gateway = delete(self, nat_gateway_id)
        ids = [address.get("allocationId") for address in gateway.address_set]
        for address in self.addresses:
            if address.allocation_id in ids and address.association_id:
                self.disassociate_address(association_id=address.association_id)
        return gateway

    nat_gateways.NatGatewayBackend.delete_nat_gateway = delete_nat_gateway


def _order_dimensions(cloudwatch):
    cloudwatch.Dimension.__lt__ = lambda self, other: (self.name, self.value or "") < (other.name, other.value or "")


def _leave_sizes_of_buckets_to_the_feeder(s3):
    s3.S3Backend.get_cloudwatch_metrics = classmethod(lambda cls, account_id, region: [])


def _list_own_snapshots(ebs):
    listed = ebs.EBSBackend.describe_snapshots
    if hasattr(listed, "of_gleaner"):
        return

    def describe_snapshots(self, snapshot_ids=None, filters=None):
        found = listed(self, snapshot_ids, filters)
        return found if snapshot_ids else [s for s in found if s.owner_id == self.account_id]

    describe_snapshots.of_gleaner = True
    ebs.EBSBackend.describe_snapshots = describe_snapshots


def _show_bytes(logs):
    described = logs.LogGroup.to_describe_dict
    if hasattr(described, "of_gleaner"):
        return

    def to_describe_dict(self):
        group = described(self)
        group["storedBytes"] += getattr(self, "gleaner_bytes", 0)
        group.setdefault("logGroupClass", "STANDARD")
        return group

    to_describe_dict.of_gleaner = True
    logs.LogGroup.to_describe_dict = to_describe_dict


def _set_volume(backend, resource):
    volume = backend.volumes[resource["id"]]
    volume.create_time = _time(volume.create_time, resource["created"])
    volume.iops = resource.get("iops", volume.iops)
    if volume.attachment and "attached" in resource:
        volume.attachment.attach_time = _time(volume.attachment.attach_time, resource["attached"])


def _set_modification(backend, resource):
    modification = backend.volumes[resource["id"]].modifications[-1]
    modification.start_time = _time(modification.start_time, resource["created"])
    modification.end_time = _time(modification.end_time, resource["created"])


def _set_address(backend, resource):
    for address in backend.addresses:
        if address.allocation_id == resource["id"]:
            address.public_ipv4_pool = resource["pool"]


def _set_snapshot(backend, resource):
    snapshot = backend.snapshots[resource["id"]]
    snapshot.start_time = _time(snapshot.start_time, resource["created"])
    snapshot.storage_tier = "standard"
    if "image" in resource:
        image = backend.amis[resource["image"]]
        backend.snapshots.pop(image.ebs_snapshot.id, None)
        backend.snapshots[snapshot.id] = snapshot
        image.ebs_snapshot = snapshot
        snapshot.from_ami = image.id


def _set_stop(backend, resource):
    instance = backend.get_instance(resource["id"])
    at = datetime.fromtimestamp(resource["created"] / 1000, timezone.utc)
    instance._reason = at.strftime("User initiated (%Y-%m-%d %H:%M:%S GMT)")
    for device in instance.block_device_mapping.values():
        volume = backend.volumes[device.volume_id]
        if volume.volume_type == "gp3" and volume.throughput is None:
            volume.throughput = GP3_THROUGHPUT


def _set_nat_gateway(backend, resource):
    gateway = backend.nat_gateways[resource["id"]]
    gateway._created_at = datetime.fromtimestamp(resource["created"] / 1000, timezone.utc).replace(tzinfo=None)


def _set_vpc_endpoint(backend, resource):
    endpoint = backend.vpc_end_points[resource["id"]]
    endpoint.creation_timestamp = datetime.fromtimestamp(resource["created"] / 1000, timezone.utc).replace(tzinfo=None)


def _set_load_balancer(backend, resource):
    for balancer in backend.load_balancers.values():
        if balancer.arn.endswith(":loadbalancer/" + resource["id"]):
            balancer.created_time = _time(balancer.created_time, resource["created"])


def _set_bucket(backend, resource):
    bucket = backend.get_bucket(resource["id"])
    bucket.creation_date = datetime.fromtimestamp(resource["created"] / 1000, timezone.utc)


def _set_upload(backend, resource):
    upload = backend.get_bucket(resource["bucket"]).multiparts[resource["id"]]
    at = datetime.fromtimestamp(resource["created"] / 1000, timezone.utc)
    upload.gleaner_initiated = at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for part in upload.parts.values():
        part.contentsize = resource["bytes"]


def _show_uploads(responses):
    serialized = responses.S3Response.serialized
    if hasattr(serialized, "of_gleaner"):
        return

    def with_times(self, action_result):
        if isinstance(action_result.result, dict):
            for shown in action_result.result.get("Uploads", ()):
                upload = self.backend.get_bucket(self.bucket_name).multiparts[shown["UploadId"]]
                shown["Initiated"] = getattr(upload, "gleaner_initiated", shown["Initiated"])
        return serialized(self, action_result)

    with_times.of_gleaner = True
    responses.S3Response.serialized = with_times


def _set_log_group(backend, resource):
    group = backend.groups[resource["id"]]
    group.creation_time = resource["created"]
    group.gleaner_bytes = resource["bytes"]


def _set_inference_endpoint(backend, resource):
    endpoint = backend.endpoints[resource["id"]]
    endpoint.creation_time = _time(endpoint.creation_time, resource["created"])
    endpoint.last_modified_time = endpoint.creation_time


def _set_scaling_group(backend, resource):
    group = backend.autoscaling_groups[resource["id"]]
    group.created_time = _time(group.created_time, resource["created"])


def _show_no_instance_refreshes(responses, results):
    # The stand-in has no instance refreshes, so that a group has none.
    def describe_instance_refreshes(self):
        return results.ActionResult({"InstanceRefreshes": []})

    responses.AutoScalingResponse.describe_instance_refreshes = describe_instance_refreshes


def _show_past():
    from moto.ec2.models import elastic_block_store
    from moto.logs import models as logs
    from moto.s3 import responses

    _list_own_snapshots(elastic_block_store)
    _show_bytes(logs)
    _show_uploads(responses)


def _past(request, full_url, headers):
    if request.method != "POST":
        return 400, {}, "POST only"
    from moto.autoscaling.models import autoscaling_backends
    from moto.ec2.models import ec2_backends
    from moto.elbv2.models import elbv2_backends
    from moto.logs import models as logs
    from moto.s3.models import s3_backends
    from moto.sagemaker.models import sagemaker_backends

    _show_past()
    for resource in json.loads(request.data):
        account, region = resource["account"], resource["region"]
        if resource["kind"] == "volume":
            _set_volume(ec2_backends[account][region], resource)
        elif resource["kind"] == "modification":
            _set_modification(ec2_backends[account][region], resource)
        elif resource["kind"] == "stop":
            _set_stop(ec2_backends[account][region], resource)
        elif resource["kind"] == "address":
            _set_address(ec2_backends[account][region], resource)
        elif resource["kind"] == "snapshot":
            _set_snapshot(ec2_backends[account][region], resource)
        elif resource["kind"] == "nat-gateway":
            _set_nat_gateway(ec2_backends[account][region], resource)
        elif resource["kind"] == "vpc-endpoint":
            _set_vpc_endpoint(ec2_backends[account][region], resource)
        elif resource["kind"] == "load-balancer":
            _set_load_balancer(elbv2_backends[account][region], resource)
        elif resource["kind"] == "bucket":
            _set_bucket(s3_backends[account]["aws"], resource)
        elif resource["kind"] == "upload":
            _set_upload(s3_backends[account]["aws"], resource)
        elif resource["kind"] == "log-group":
            _set_log_group(logs.logs_backends[account][region], resource)
        elif resource["kind"] == "inference-endpoint":
            _set_inference_endpoint(sagemaker_backends[account][region], resource)
        elif resource["kind"] == "capacity-reservation":
            gleaner_capacity.put(ec2_backends[account][region], resource)
        elif resource["kind"] == "reservation":
            gleaner_commitments.put_reservation(ec2_backends[account][region], resource)
        elif resource["kind"] == "savings-plan":
            gleaner_commitments.put_plan(resource)
        elif resource["kind"] == "scaling-group":
            _set_scaling_group(autoscaling_backends[account][region], resource)
        else:
            return 400, {}, "unknown kind: " + resource["kind"]
    return 200, {}, ""


try:
    from moto.moto_api._internal import urls
except ImportError:
    pass  # another program with the same environment
else:
    import gleaner_bedrock
    import gleaner_bulk
    import gleaner_capacity
    import gleaner_commands
    import gleaner_commitments
    import gleaner_metrics
    import gleaner_recycle_bin
    import gleaner_requests
    import gleaner_sessions
    import gleaner_snapshot
    from moto.autoscaling import responses as autoscaling
    from moto.cloudwatch import models as cloudwatch
    from moto.core import responses as results
    from moto.ec2.models import amis, nat_gateways, tags
    from moto.s3 import models as s3

    urls.url_paths[PATH] = _past
    _filter_images_by_snapshot(amis)
    _find_tags_of_one_resource_by_its_id(tags)
    _give_addresses_of_nat_gateways_back(nat_gateways)
    _order_dimensions(cloudwatch)
    _leave_sizes_of_buckets_to_the_feeder(s3)
    _show_no_instance_refreshes(autoscaling, results)
    gleaner_bedrock.install()
    gleaner_capacity.install()
    gleaner_commitments.install()
    gleaner_metrics.install()
    gleaner_recycle_bin.install()
    gleaner_requests.install()
    gleaner_sessions.install(urls)
    gleaner_commands.install(urls)
    gleaner_bulk.install(urls)
    gleaner_snapshot.install(urls, _show_past)
