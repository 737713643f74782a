"""Extends Elastic Load Balancing of the AWS stand-in (moto): of a load balancer that is set in the past the id is the end of its ARN, app/NAME/ID."""

import gleaner_past
from gleaner_past import time


def _set_load_balancer(resource):
    from moto.elbv2.models import elbv2_backends

    for balancer in elbv2_backends[resource["account"]][resource["region"]].load_balancers.values():
        if balancer.arn.endswith(":loadbalancer/" + resource["id"]):
            balancer.created_time = time(balancer.created_time, resource["created"])


def install():
    gleaner_past.add("load-balancer", _set_load_balancer)
