"""Extends EC2 Auto Scaling of the AWS stand-in (moto).

Of a group that is set in the past the id is its name. The stand-in has no instance refreshes, so that a group has none.
"""

import gleaner_past
from gleaner_past import time
from moto.autoscaling.models import autoscaling_backends
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult


def _set_scaling_group(resource):
    group = autoscaling_backends[resource["account"]][resource["region"]].autoscaling_groups[resource["id"]]
    group.created_time = time(group.created_time, resource["created"])


def _describe_instance_refreshes(self):
    return ActionResult({"InstanceRefreshes": []})


def install():
    AutoScalingResponse.describe_instance_refreshes = _describe_instance_refreshes
    gleaner_past.add("scaling-group", _set_scaling_group)
