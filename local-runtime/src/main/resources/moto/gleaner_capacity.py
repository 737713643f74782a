"""Adds capacity reservations of EC2 to the AWS stand-in (moto), which does not have them.

A reservation is active from its creation until it is cancelled or ends. Instances that are started take none of its capacity; how many run in
it is said when it is put. What the EC2 API Reference leaves open is chosen so that a client is not helped: a cancelled or expired reservation
stays in the answers, and a page has no more reservations than were asked for.

Fields of a capacity-reservation that is set in the past, which is created: type (of the instances), instances and used (how many there can be
and are), created and tags (by key), which may be absent.
"""

from datetime import datetime, timezone

import gleaner_past
from moto.core.responses import ActionResult
from moto.ec2 import utils
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import ec2_backends
from moto.ec2.responses import EC2Response
from moto.moto_api._internal import mock_random

KIND = "capacity-reservation"
PREFIX = "cr"

# The largest page.
PAGE = 1000


def now():
    """The time in the form that moto uses."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def time(millis):
    """The same of milliseconds since 1970."""
    return datetime.fromtimestamp(millis / 1000, timezone.utc).replace(tzinfo=None)


def matches(filters, shown):
    """Whether what is shown has one of the values of each filter; fails with a filter that is not among its fields."""
    for name, values in filters.items():
        if name not in shown:
            raise EC2ClientError("InvalidParameterValue", f"The filter '{name}' is invalid")
        if str(shown[name]) not in values:
            return False
    return True


class Reservation:
    """A capacity reservation of a region."""

    def __init__(self, backend, identifier, parameters, used=0):
        self.ec2_backend = backend
        self.id = identifier
        self.parameters = parameters
        self.used = used
        self.created = now()
        self.ends = None
        self.cancelled = False

    def state(self):
        if self.cancelled:
            return "cancelled"
        return "expired" if self.ends is not None and self.ends <= now() else "active"

    def description(self):
        backend = self.ec2_backend
        count = int(self.parameters["InstanceCount"])
        description = {
            "CapacityReservationId": self.id,
            "CapacityReservationArn": f"arn:aws:ec2:{backend.region_name}:{backend.account_id}:capacity-reservation/{self.id}",
            "OwnerId": backend.account_id,
            "ReservationType": "default",
            "InstanceType": self.parameters["InstanceType"],
            "InstancePlatform": self.parameters["InstancePlatform"],
            "AvailabilityZone": self.parameters["AvailabilityZone"],
            "Tenancy": "default",
            "EndDateType": "unlimited" if self.ends is None else "limited",
            "InstanceMatchCriteria": self.parameters["InstanceMatchCriteria"] or "open",
            "TotalInstanceCount": count,
            "AvailableInstanceCount": count - self.used if self.state() == "active" else 0,
            "State": self.state(),
            "CreateDate": self.created,
            "StartDate": self.created,
            "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in self._tags()],
        }
        if self.ends is not None:
            description["EndDate"] = self.ends
        return description

    def filtered(self):
        """The fields by which it can be found."""
        return {
            "state": self.state(),
            "instance-type": self.parameters["InstanceType"],
            "availability-zone": self.parameters["AvailabilityZone"],
            "owner-id": self.ec2_backend.account_id,
            "end-date-type": "unlimited" if self.ends is None else "limited",
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
    ends = self._get_param("EndDate")
    if ends is not None and self._get_param("EndDateType") != "limited":
        raise EC2ClientError("InvalidParameterCombination", "An end date needs the end date type 'limited'.")
    if ends is not None:
        reservation.ends = ends.astimezone(timezone.utc).replace(tzinfo=None)
    self.ec2_backend.create_tags([reservation.id], self._parse_tag_specification().get(KIND, {}))
    _reservations(self.ec2_backend)[reservation.id] = reservation
    return ActionResult({"CapacityReservation": reservation.description()})


def _describe(self):
    backend = self.ec2_backend
    found = [_find(backend, identifier) for identifier in self._get_param("CapacityReservationIds", [])]
    found = found or list(_reservations(backend).values())
    filters = self._filters_from_querystring()
    found = [reservation for reservation in found if matches(filters, reservation.filtered())]
    size = int(self._get_param("MaxResults") or PAGE)
    if not 1 <= size <= PAGE:
        raise EC2ClientError("InvalidParameterValue", f"Value ( {size} ) for parameter maxResults is invalid.")
    token = self._get_param("NextToken") or "0"
    if not token.isdigit():
        raise EC2ClientError("InvalidNextToken", "The token is invalid.")
    until = int(token) + size
    page = {"CapacityReservations": [reservation.description() for reservation in found[int(token) : until]]}
    if until < len(found):
        page["NextToken"] = str(until)
    return ActionResult(page)


def _cancel(self):
    reservation = _find(self.ec2_backend, self._get_param("CapacityReservationId"))
    reservation.cancelled = True
    return ActionResult({"Return": True})


def _put(resource):
    """Creates a reservation with a given id, in which some instances run."""
    backend = ec2_backends[resource["account"]][resource["region"]]
    parameters = {
        "InstanceType": resource["type"],
        "InstancePlatform": "Linux/UNIX",
        "AvailabilityZone": backend.region_name + "a",
        "InstanceCount": resource["instances"],
        "InstanceMatchCriteria": "open",
    }
    reservation = Reservation(backend, resource["id"], parameters, resource["used"])
    if "created" in resource:
        reservation.created = time(resource["created"])
    backend.create_tags([reservation.id], resource.get("tags", {}))
    _reservations(backend)[reservation.id] = reservation


def install():
    """Adds everything to moto, once in a process."""
    # Only ids with known prefixes can be tagged.
    utils.EC2_RESOURCE_TO_PREFIX[KIND] = PREFIX
    utils.EC2_PREFIX_TO_RESOURCE[PREFIX] = KIND
    EC2Response.create_capacity_reservation = _create
    EC2Response.describe_capacity_reservations = _describe
    EC2Response.cancel_capacity_reservation = _cancel
    gleaner_past.add(KIND, _put)
