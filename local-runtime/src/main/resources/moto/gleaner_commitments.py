"""Adds reservations of EC2 and savings plans to the AWS stand-in (moto), which does not have them.

They are put with their terms, and nothing can be bought. A commitment without a state is "queued" until its start, "active" until its end, and
"retired" from then on. DescribeReservedInstances has no pages; DescribeSavingsPlans has, and a page has no more plans than were asked for, as the
EC2 API Reference and the Savings Plans API Reference describe it. What they leave open is chosen so that a client is not helped: commitments of
all states stay in the answers.

Fields of kinds that are set in the past, which are created; all but start, end and offering may be absent unless said otherwise:

  reservation      type, instances (how many it is for) and offering, "standard" or "convertible", are always there; zone; hourly: a decimal; platform, tenancy
  savings-plan     offering "Compute", "EC2Instance", ... and hourly, a decimal, are always there; family of an "EC2Instance", for its region
  both             start, end: milliseconds since 1970; currency, USD if absent; state, which follows from the two if absent; tags by key
"""

import uuid

import gleaner_past
from gleaner_capacity import PAGE, matches, now, time
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult, BaseResponse
from moto.ebs import urls
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import ec2_backends
from moto.ec2.responses import EC2Response
from moto.moto_server import werkzeug_app

# Savings plans belong to an account, whatever the region of a call.
HOME = "us-east-1"


def _reservations(backend):
    return backend.__dict__.setdefault("gleaner_reserved_instances", {})


def _plans(account):
    return ec2_backends[account][HOME].__dict__.setdefault("gleaner_savings_plans", {})


def _state(resource):
    if "state" in resource:
        return resource["state"]
    if now() < time(resource["start"]):
        return "queued"
    return "active" if now() < time(resource["end"]) else "retired"


def _reservation(resource):
    description = {
        "ReservedInstancesId": resource["id"],
        "InstanceType": resource["type"],
        "InstanceCount": resource["instances"],
        "ProductDescription": resource.get("platform", "Linux/UNIX"),
        "InstanceTenancy": resource.get("tenancy", "default"),
        "OfferingClass": resource["offering"],
        "OfferingType": "No Upfront",
        "Scope": "Availability Zone" if "zone" in resource else "Region",
        "Start": time(resource["start"]),
        "End": time(resource["end"]),
        "Duration": 365 * 24 * 3600,
        "State": _state(resource),
        "CurrencyCode": resource.get("currency", "USD"),
        "FixedPrice": 0.0,
        "UsagePrice": 0.0,
        "RecurringCharges": [{"Frequency": "Hourly", "Amount": float(resource["hourly"])}] if "hourly" in resource else [],
        "Tags": [{"Key": key, "Value": value} for key, value in resource.get("tags", {}).items()],
    }
    if "zone" in resource:
        description["AvailabilityZone"] = resource["zone"]
    return description


def _describe_reservations(self):
    all_of_region = _reservations(self.ec2_backend)
    wanted = self._get_param("ReservedInstancesIds", [])
    for identifier in wanted:
        if identifier not in all_of_region:
            raise EC2ClientError("InvalidReservedInstancesId", f"The Reserved Instance ID '{identifier}' does not exist")
    filters = self._filters_from_querystring()
    shown = [_reservation(r) for r in all_of_region.values() if not wanted or r["id"] in wanted]
    fields = {"state": "State", "instance-type": "InstanceType", "scope": "Scope", "reserved-instances-id": "ReservedInstancesId"}
    return ActionResult(
        {"ReservedInstances": [r for r in shown if matches(filters, {name: r[field] for name, field in fields.items()})]}
    )


def _plan(account, resource):
    description = {
        "offeringId": str(uuid.uuid5(uuid.NAMESPACE_OID, resource["offering"])),
        "savingsPlanId": resource["id"],
        "savingsPlanArn": f"arn:aws:savingsplans::{account}:savingsplan/{resource['id']}",
        "start": time(resource["start"]).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "end": time(resource["end"]).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "state": _state(resource),
        "savingsPlanType": resource["offering"],
        "paymentOption": "No Upfront",
        "currency": resource.get("currency", "USD"),
        "commitment": resource["hourly"],
        "upfrontPaymentAmount": "0.0",
        "recurringPaymentAmount": resource["hourly"],
        "termDurationInSeconds": 365 * 24 * 3600,
        "tags": resource.get("tags", {}),
    }
    # Only an EC2 Instance Savings Plan is for a family of instances in a region.
    if "family" in resource:
        description["ec2InstanceFamily"] = resource["family"]
        description["region"] = resource["region"]
    return description


class SavingsPlansResponse(BaseResponse):
    """Plans are kept by an EC2 backend of their account, so that a reset of moto deletes them too."""

    def __init__(self):
        super().__init__(service_name="savingsplans")
        self.automated_parameter_parsing = True

    def describe_savings_plans(self):
        if self._get_param("filters"):
            raise _invalid("The stand-in has no filters of savings plans.")
        ids, arns, states = (self._get_param(name) or [] for name in ("savingsPlanIds", "savingsPlanArns", "states"))
        found = [
            plan
            for plan in (_plan(self.current_account, resource) for resource in _plans(self.current_account).values())
            if (not ids or plan["savingsPlanId"] in ids)
            and (not arns or plan["savingsPlanArn"] in arns)
            and (not states or plan["state"] in states)
        ]
        size = int(self._get_param("maxResults") or PAGE)
        token = self._get_param("nextToken") or "0"
        if not 1 <= size <= PAGE or not token.isdigit():
            raise _invalid("The size of the page or the token is invalid.")
        until = int(token) + size
        page = {"savingsPlans": found[int(token) : until]}
        if until < len(found):
            page["nextToken"] = str(until)
        return ActionResult(page)


def _invalid(message):
    return JsonRESTError("ValidationException", message)


def _put_reservation(resource):
    """Adds a reservation of instances to a region."""
    _reservations(ec2_backends[resource["account"]][resource["region"]])[resource["id"]] = resource


def _put_plan(resource):
    """Adds a savings plan to an account."""
    _plans(resource["account"])[resource["id"]] = resource


def install():
    """Adds everything to moto, once in a process."""
    # The server finds the service of a call by the name in its signature. The EBS direct APIs have no such path.
    werkzeug_app.SIGNING_ALIASES["savingsplans"] = "ebs"
    urls.url_paths["{0}/DescribeSavingsPlans$"] = SavingsPlansResponse.dispatch
    EC2Response.describe_reserved_instances = _describe_reservations
    gleaner_past.add("reservation", _put_reservation)
    gleaner_past.add("savings-plan", _put_plan)
