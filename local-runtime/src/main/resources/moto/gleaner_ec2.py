"""Extends EC2 of the AWS stand-in (moto).

Fields of kinds that are set in the past:

  volume           iops: operations per second that EC2 shows; attached: milliseconds since 1970; both may be absent
  modification     id: the volume; created: its start and its end
  stop             id: the instance
  address          id: the allocation id; pool: the pool that EC2 shows; without created
  snapshot         image: id of the image that uses it in place of the image's own snapshot; may be absent
  nat-gateway, vpc-endpoint

From the first such call on, DescribeSnapshots without ids returns the snapshots of the account alone, and not those of
Amazon's images, because moto ignores the parameter Owner.

The tags of a resource are found by its id: moto compares the ids of all that have tags, for each resource that it shows,
which takes many seconds where there are thousands. DescribeImages knows the filter block-device-mapping.snapshot-id, with which
moto fails as soon as there is an image. A NAT gateway that is deleted gives its Elastic IP addresses back ("DeleteNatGateway"
in the EC2 API Reference); moto leaves them associated.
"""

import gleaner_past
from gleaner_past import time, utc
from moto.ec2.models import amis, ec2_backends, nat_gateways, tags
from moto.ec2.models.elastic_block_store import EBSBackend

# MiB/s that each gp3 volume has; moto leaves them out of root volumes.
GP3_THROUGHPUT = 125


def _filter_images_by_snapshot():
    known = amis.Ami.get_filter_value

    def get_filter_value(self, filter_name, method_name=None):
        if filter_name == "block-device-mapping.snapshot-id":
            return self.ebs_snapshot.id
        return known(self, filter_name, method_name)

    amis.Ami.get_filter_value = get_filter_value


def _find_tags_of_one_resource_by_its_id():
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


def _give_addresses_of_nat_gateways_back():
    delete = nat_gateways.NatGatewayBackend.delete_nat_gateway

    def delete_nat_gateway(self, nat_gateway_id):
        gateway = delete(self, nat_gateway_id)
        ids = [address.get("allocationId") for address in gateway.address_set]
        for address in self.addresses:
            if address.allocation_id in ids and address.association_id:
                self.disassociate_address(association_id=address.association_id)
        return gateway

    nat_gateways.NatGatewayBackend.delete_nat_gateway = delete_nat_gateway


def _list_own_snapshots():
    listed = EBSBackend.describe_snapshots
    if hasattr(listed, "of_gleaner"):
        return

    def describe_snapshots(self, snapshot_ids=None, filters=None):
        found = listed(self, snapshot_ids, filters)
        return found if snapshot_ids else [s for s in found if s.owner_id == self.account_id]

    describe_snapshots.of_gleaner = True
    EBSBackend.describe_snapshots = describe_snapshots


def _set_volume(backend, resource):
    volume = backend.volumes[resource["id"]]
    volume.create_time = time(volume.create_time, resource["created"])
    volume.iops = resource.get("iops", volume.iops)
    if volume.attachment and "attached" in resource:
        volume.attachment.attach_time = time(volume.attachment.attach_time, resource["attached"])


def _set_modification(backend, resource):
    modification = backend.volumes[resource["id"]].modifications[-1]
    modification.start_time = time(modification.start_time, resource["created"])
    modification.end_time = time(modification.end_time, resource["created"])


def _set_stop(backend, resource):
    instance = backend.get_instance(resource["id"])
    at = utc(resource["created"])
    instance._reason = at.strftime("User initiated (%Y-%m-%d %H:%M:%S GMT)")
    for device in instance.block_device_mapping.values():
        volume = backend.volumes[device.volume_id]
        if volume.volume_type == "gp3" and volume.throughput is None:
            volume.throughput = GP3_THROUGHPUT


def _set_address(backend, resource):
    for address in backend.addresses:
        if address.allocation_id == resource["id"]:
            address.public_ipv4_pool = resource["pool"]


def _set_snapshot(backend, resource):
    snapshot = backend.snapshots[resource["id"]]
    snapshot.start_time = time(snapshot.start_time, resource["created"])
    snapshot.storage_tier = "standard"
    if "image" in resource:
        image = backend.amis[resource["image"]]
        backend.snapshots.pop(image.ebs_snapshot.id, None)
        backend.snapshots[snapshot.id] = snapshot
        image.ebs_snapshot = snapshot
        snapshot.from_ami = image.id


def _set_nat_gateway(backend, resource):
    gateway = backend.nat_gateways[resource["id"]]
    gateway._created_at = utc(resource["created"]).replace(tzinfo=None)


def _set_vpc_endpoint(backend, resource):
    endpoint = backend.vpc_end_points[resource["id"]]
    endpoint.creation_timestamp = utc(resource["created"]).replace(tzinfo=None)


def _of_region(put):
    return lambda resource: put(ec2_backends[resource["account"]][resource["region"]], resource)


def install():
    _filter_images_by_snapshot()
    _find_tags_of_one_resource_by_its_id()
    _give_addresses_of_nat_gateways_back()
    gleaner_past.show(_list_own_snapshots)
    gleaner_past.add("volume", _of_region(_set_volume))
    gleaner_past.add("modification", _of_region(_set_modification))
    gleaner_past.add("stop", _of_region(_set_stop))
    gleaner_past.add("address", _of_region(_set_address))
    gleaner_past.add("snapshot", _of_region(_set_snapshot))
    gleaner_past.add("nat-gateway", _of_region(_set_nat_gateway))
    gleaner_past.add("vpc-endpoint", _of_region(_set_vpc_endpoint))
