"""Adds capacity reservations of EC2 to the AWS stand-in (moto), which does not have them.

A reservation is active from its creation until it is cancelled. Instances that are started take none of its capacity; how many run in it is
said when it is put. What the EC2 API Reference leaves open is chosen so that a client is not helped: a cancelled reservation stays in the
answers.
"""

from datetime import datetime, timezone

from moto.core.responses import ActionResult
from moto.ec2 import utils
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response
from moto.moto_api._internal import mock_random

KIND = "capacity-reservation"
PREFIX = "cr"


class Reservation:
    """A capacity reservation of a region."""

    def __init__(self, backend, identifier, parameters, used=0):
        self.ec2_backend = backend
        self.id = identifier
        self.parameters = parameters
        self.used = used
        self.created = datetime.now(timezone.utc).replace(tzinfo=None)
        self.state = "active"

    def description(self):
        backend = self.ec2_backend
        count = int(self.parameters["InstanceCount"])
        return {
            "CapacityReservationId": self.id,
            "CapacityReservationArn": f"arn:aws:ec2:{backend.region_name}:{backend.account_id}:capacity-reservation/{self.id}",
            "OwnerId": backend.account_id,
            "ReservationType": "default",
            "InstanceType": self.parameters["InstanceType"],
            "InstancePlatform": self.parameters["InstancePlatform"],
            "AvailabilityZone": self.parameters["AvailabilityZone"],
            "Tenancy": "default",
            "EndDateType": "unlimited",
            "InstanceMatchCriteria": self.parameters["InstanceMatchCriteria"] or "open",
            "TotalInstanceCount": count,
            "AvailableInstanceCount": count - self.used if self.state == "active" else 0,
            "State": self.state,
            "CreateDate": self.created,
            "StartDate": self.created,
            "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in self._tags()],
        }

    def _tags(self):
        return self.ec2_backend.describe_tags(filters={"resource-id": [self.id]})


def _reservations(backend):
    return backend.__dict__.setdefault("gleaner_capacity_reservations", {})


def _find(backend, identifier):
    reservation = _reservations(backend).get(identifier)
    if reservation is None:
        raise EC2ClientError(
            "InvalidCapacityReservationId.NotFound", f"The capacity reservation '{identifier}' does not exist."
        )
    return reservation


def _create(self):
    names = ("InstanceType", "InstancePlatform", "AvailabilityZone", "InstanceCount", "InstanceMatchCriteria")
    identifier = PREFIX + "-" + "".join(mock_random.choice("0123456789abcdef") for _ in range(17))
    reservation = Reservation(self.ec2_backend, identifier, {name: self._get_param(name) for name in names})
    self.ec2_backend.create_tags([reservation.id], self._parse_tag_specification().get(KIND, {}))
    _reservations(self.ec2_backend)[reservation.id] = reservation
    return ActionResult({"CapacityReservation": reservation.description()})


def _describe(self):
    backend = self.ec2_backend
    found = [_find(backend, identifier) for identifier in self._get_param("CapacityReservationIds", [])]
    found = found or list(_reservations(backend).values())
    return ActionResult({"CapacityReservations": [reservation.description() for reservation in found]})


def _cancel(self):
    reservation = _find(self.ec2_backend, self._get_param("CapacityReservationId"))
    reservation.state = "cancelled"
    return ActionResult({"Return": True})


def put(backend, resource):
    """Creates a reservation with a given id, in which some instances run."""
    parameters = {
        "InstanceType": resource["type"],
        "InstancePlatform": "Linux/UNIX",
        "AvailabilityZone": backend.region_name + "a",
        "InstanceCount": resource["instances"],
        "InstanceMatchCriteria": "open",
    }
    reservation = Reservation(backend, resource["id"], parameters, resource["used"])
    _reservations(backend)[reservation.id] = reservation


def install():
    """Adds everything to moto, once in a process."""
    # Only ids with known prefixes can be tagged.
    utils.EC2_RESOURCE_TO_PREFIX[KIND] = PREFIX
    utils.EC2_PREFIX_TO_RESOURCE[PREFIX] = KIND
    EC2Response.create_capacity_reservation = _create
    EC2Response.describe_capacity_reservations = _describe
    EC2Response.cancel_capacity_reservation = _cancel
