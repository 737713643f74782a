"""Extends CloudWatch Logs of the AWS stand-in (moto).

Of a log group that is set in the past the id is its name, and bytes are the bytes stored. DescribeLogGroups returns the class of a log group,
which moto leaves out.
"""

import gleaner_past


def _show_bytes():
    from moto.logs import models as logs

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


def _set_log_group(resource):
    from moto.logs.models import logs_backends

    group = logs_backends[resource["account"]][resource["region"]].groups[resource["id"]]
    group.creation_time = resource["created"]
    group.gleaner_bytes = resource["bytes"]


def install():
    gleaner_past.show(_show_bytes)
    gleaner_past.add("log-group", _set_log_group)
