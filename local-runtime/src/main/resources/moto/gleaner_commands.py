"""Adds the runs of Run Command to the AWS stand-in (moto), whose commands all succeed at once, on any instance.

POST /moto-api/gleaner/commands takes a JSON array that says how documents run on instances from now on:

  account, region  of the instance
  target           id of the instance
  managed          false if Systems Manager does not manage the instance; absent if it does
  status           how a document ends: Success, Failed, TimedOut or Cancelled, or Pending and InProgress for one that does not end;
                   absent for Success
  output           what the document writes; may be absent
  seconds          how long it is InProgress before; absent for an end at once

A running instance that was not named is managed, and documents succeed on it at once, without output. SendCommand refuses an
instance that is not managed or does not run (InvalidInstanceId), and a document that nobody created (InvalidDocument), except those
of AWS (AWS-...), as the Systems Manager API Reference describes it. ListCommands knows its filters and pages, which moto ignores;
ListCommandInvocations and DescribeInstanceInformation, which moto does not have, know the parameters by which an instance or a command
is named, and refuse others, so that nobody relies on them. A reset forgets all of it.
"""

import json
from datetime import datetime, timedelta, timezone

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.moto_api._internal import urls
from moto.ssm.models import SimpleSystemManagerBackend, ssm_backends
from moto.ssm.responses import SimpleSystemManagerResponse

PATH = "{0}/moto-api/gleaner/commands"
PLUGIN = "aws:runShellScript"
MOST = 50


def _runs(backend):
    if not hasattr(backend, "gleaner_runs"):
        backend.gleaner_runs = {}
    return backend.gleaner_runs


def _set(request, full_url, headers):
    if request.method != "POST":
        return 400, {}, "POST only"
    for run in json.loads(request.data):
        _runs(ssm_backends[run["account"]][run["region"]])[run["target"]] = run
    return 200, {}, ""


def _state(backend, instance_id):
    reservations = ec2_backends[backend.account_id][backend.region_name].all_reservations()
    states = [one._state.name for reservation in reservations for one in reservation.instances if one.id == instance_id]
    return states[0] if states else None


def _ping(backend, instance_id):
    """What the agent of an instance is, or None if Systems Manager does not manage the instance."""
    state = _state(backend, instance_id)
    if state is None or _runs(backend).get(instance_id, {}).get("managed") is False:
        return None
    return "Online" if state == "running" else "ConnectionLost"


def _describe_instance_information(self):
    backend = self.ssm_backend
    ids = None
    for condition in self._get_param("Filters") or []:
        if condition["Key"] != "InstanceIds":
            raise JsonRESTError("InvalidFilterKey", "The stand-in does not know the filter " + condition["Key"])
        ids = condition["Values"]
    if ids is None:
        raise JsonRESTError("InvalidFilterKey", "The stand-in wants the filter InstanceIds")
    found = [{"InstanceId": one, "PingStatus": _ping(backend, one)} for one in ids if _ping(backend, one)]
    return ActionResult({"InstanceInformationList": found})


def _send(send):
    def send_command(self, **request):
        named = list(request["instance_ids"])
        for instance_id in named:
            if _ping(self, instance_id) != "Online":
                raise JsonRESTError(
                    "InvalidInstanceId",
                    f"Instances [[{instance_id}]] not in a valid state for account {self.account_id}",
                )
        name = request["document_name"]
        if not name.startswith("AWS-") and name not in self._documents:
            raise JsonRESTError("InvalidDocument", f"document with name {name} does not exist.")
        command = send(self, **request)
        if not request["targets"]:
            # moto takes no targets for all instances.
            command.instance_ids = named
            command.invocations = [one for one in command.invocations if one["InstanceId"] in named]
        runs = _runs(self)
        command.gleaner_runs = {one: dict(runs.get(one, {})) for one in command.instance_ids}
        return command

    return send_command


def _status(command, instance_id):
    run = getattr(command, "gleaner_runs", {}).get(instance_id, {})
    age = utcnow() - command.requested_date_time
    if age < timedelta(seconds=run.get("seconds", 0)):
        return "InProgress"
    return run.get("status", "Success")


def _output(command, instance_id):
    ended = _status(command, instance_id) not in ("Pending", "InProgress")
    return getattr(command, "gleaner_runs", {}).get(instance_id, {}).get("output", "") if ended else ""


def _shown(command):
    statuses = {_status(command, instance_id) for instance_id in command.instance_ids}
    command.status = next(iter(statuses)) if len(statuses) == 1 else "InProgress"
    command.status_details = command.status
    return command.response_object()


def _time(text):
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at.astimezone(timezone.utc).replace(tzinfo=None)


def _is_listed(command, condition):
    key, value = condition["key"], condition["value"]
    if key == "DocumentName":
        return command.document_name == value
    if key == "InvokedAfter":
        return command.requested_date_time >= _time(value)
    if key == "InvokedBefore":
        return command.requested_date_time <= _time(value)
    raise JsonRESTError("InvalidFilterKey", "The stand-in does not know the filter " + key)


def _list_commands(self):
    commands = self.ssm_backend.list_commands(self._get_param("CommandId"), self._get_param("InstanceId"))
    for condition in self._get_param("Filters") or []:
        commands = [command for command in commands if _is_listed(command, condition)]
    first = int(self._get_param("NextToken") or 0)
    end = first + int(self._get_param("MaxResults") or MOST)
    answer = {"Commands": [_shown(command) for command in commands[first:end]]}
    if end < len(commands):
        answer["NextToken"] = str(end)
    return ActionResult(answer)


def _invocation(command, instance_id, details):
    status = _status(command, instance_id)
    shown = {
        "CommandId": command.command_id,
        "InstanceId": instance_id,
        "Comment": command.comment,
        "DocumentName": command.document_name,
        "RequestedDateTime": command.requested_date_time,
        "Status": status,
        "StatusDetails": status,
    }
    if details:
        shown["CommandPlugins"] = [
            {
                "Name": PLUGIN,
                "Status": status,
                "StatusDetails": status,
                "ResponseCode": 1 if status == "Failed" else 0,
                "Output": _output(command, instance_id),
            }
        ]
    return shown


def _list_command_invocations(self):
    command_id = self._get_param("CommandId")
    if command_id is None or self._get_param("Filters"):
        raise JsonRESTError("InvalidFilterKey", "The stand-in wants CommandId, and no filters")
    command = self.ssm_backend.get_command_by_id(command_id)
    wanted = self._get_param("InstanceId")
    # A command that has not reached its instance has no invocation there.
    reached = [one for one in command.instance_ids if _status(command, one) != "Pending"]
    found = [one for one in reached if wanted in (None, one)]
    details = str(self._get_param("Details")).lower() == "true"
    return ActionResult({"CommandInvocations": [_invocation(command, one, details) for one in found]})


def install():
    """Adds the calls, and the path by which runs are set."""
    SimpleSystemManagerResponse.describe_instance_information = _describe_instance_information
    SimpleSystemManagerResponse.list_commands = _list_commands
    SimpleSystemManagerResponse.list_command_invocations = _list_command_invocations
    urls.url_paths[PATH] = _set
    reset = SimpleSystemManagerBackend.reset
    if hasattr(reset, "of_gleaner_commands"):
        return
    SimpleSystemManagerBackend.send_command = _send(SimpleSystemManagerBackend.send_command)

    def forget(self):
        reset(self)
        self.gleaner_runs = {}

    forget.of_gleaner_commands = True
    SimpleSystemManagerBackend.reset = forget
