"""The CloudFormation template that runs a training on Spot instances and starts it again after an interruption."""
from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

from gleaner_checkpoint.settings import Settings

RUN_TAG = "gleaner-training-run"

# Until an interrupted instance is gone.
_POLL_S = 30
# Between attempts while there is no capacity.
_PAUSE_S = 300
# After this an execution gives up: a week.
_PATIENCE_S = 7 * 24 * 3600
# Until EC2 takes an interrupted instance away, which it announces two minutes before.
_GRACE_S = 300
# EC2 takes user data of at most 16 KB before it is encoded.
_USER_DATA_BYTES = 16384
# Without the descriptions of instances, which nobody reads.
_END = {"Type": "Succeed", "OutputPath": None}
# Overrides that CreateFleet takes for fleets of other types; for "instant" no limit is documented.
_OVERRIDES = 300


@dataclass(frozen=True)
class RestartStack:
    """The values of a stack for one run."""

    settings: Settings
    settings_text: str
    image: str
    instance_types: list[str]
    subnets: list[str]
    security_groups: list[str]
    command: str
    tags: dict[str, str]

    def __post_init__(self) -> None:
        _check("image", [self.image], r"ami-[0-9a-f]{8,17}|resolve:ssm:[A-Za-z0-9/_.:-]{1,200}")
        _check("instance type", self.instance_types, r"[a-z0-9-]+\.[a-z0-9-]+")
        _check("subnet", self.subnets, r"subnet-[0-9a-f]{8,17}")
        _check("security group", self.security_groups, r"sg-[0-9a-f]{8,17}")
        for key, value in self.tags.items():
            # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
            if not 1 <= len(key) <= 128 or len(value) > 256 or key.lower().startswith("aws:") or key in (RUN_TAG, "Name"):
                raise ValueError(f"'{key}={value}' is no tag that the stack may set")
        if not self.command.strip():
            raise ValueError("the command is empty")
        if len(self.instance_types) * len(self.subnets) > _OVERRIDES:
            raise ValueError(f"{len(self.instance_types)} types in {len(self.subnets)} subnets are more than {_OVERRIDES} choices")
        if len(self._user_data().encode()) > _USER_DATA_BYTES:
            raise ValueError("the command is too long for the user data of an instance; put it into the image")

    def template(self) -> dict[str, Any]:
        """The template as JSON. It has no parameters: each value of it was rendered."""
        return {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": f"Training run {self.settings.run} on Spot instances, restarted after interruptions",
            "Resources": {
                "InstanceRole": _role("ec2", self._instance_policy()),
                "InstanceProfile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"Roles": [{"Ref": "InstanceRole"}]}},
                "LaunchTemplate": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": self._launch_data()}},
                "RestartRole": _role("states", self._restart_policy()),
                "Restart": {
                    "Type": "AWS::StepFunctions::StateMachine",
                    "Properties": {
                        "StateMachineType": "STANDARD",
                        "RoleArn": _attribute("RestartRole", "Arn"),
                        "DefinitionString": {"Fn::Sub": json.dumps(self.state_machine(), indent=1)},
                    },
                },
                "InterruptionRole": _role(
                    "events",
                    [{"Effect": "Allow", "Action": "states:StartExecution", "Resource": {"Ref": "Restart"}}],
                ),
                "InterruptionRule": {
                    "Type": "AWS::Events::Rule",
                    "Properties": {
                        "Description": f"Interruptions of Spot instances, which may be that of run {self.settings.run}",
                        "EventPattern": event_pattern(),
                        "Targets": [
                            {
                                "Id": "restart",
                                "Arn": {"Ref": "Restart"},
                                "RoleArn": _attribute("InterruptionRole", "Arn"),
                                "InputTransformer": {
                                    "InputPathsMap": {"instance": "$.detail.instance-id"},
                                    "InputTemplate": '{"Instance": <instance>}',
                                },
                            }
                        ],
                    },
                },
            },
            "Outputs": {
                "Restart": {"Description": "The state machine that starts the run", "Value": {"Ref": "Restart"}},
                "LaunchTemplate": {"Description": "For starting an instance by hand", "Value": {"Ref": "LaunchTemplate"}},
            },
        }

    def state_machine(self) -> dict[str, Any]:
        """Waits until the interrupted instance is gone, so that a run never has two writers, and starts the next one.

        An instance that somebody terminated or that shut itself down at the end of the training is not replaced: only
        for what EC2 ended the code of the reason begins with Server.
        https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html
        """
        run = {"Name": f"tag:{RUN_TAG}", "Values": [self.settings.run]}
        instance = "$.Found.Reservations[0].Instances[0]"
        return {
            "Comment": "Starts a training run, or restarts it once its Spot instance was taken away",
            "StartAt": "IsEvent",
            "TimeoutSeconds": _PATIENCE_S,
            "States": {
                "IsEvent": {
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.Instance", "IsPresent": True, "Next": "FindInstance"}],
                    "Default": "FirstOfStart",
                },
                "FindInstance": {
                    **_call("describeInstances"),
                    "Parameters": {
                        "Filters": [
                            {"Name": "instance-id", "Values.$": "States.Array($.Instance)"},
                            run,
                        ]
                    },
                    "ResultPath": "$.Found",
                    "Next": "IsGone",
                },
                "IsGone": {
                    "Type": "Choice",
                    "Choices": [
                        {"Not": {"Variable": instance, "IsPresent": True}, "Next": "NotOfThisRun"},
                        {
                            "And": [
                                {"Variable": instance + ".State.Name", "StringEquals": "terminated"},
                                {"Variable": instance + ".StateReason.Code", "IsPresent": True},
                                {"Variable": instance + ".StateReason.Code", "StringMatches": "Server.*"},
                            ],
                            "Next": "FirstOfEvent",
                        },
                        {"Variable": instance + ".State.Name", "StringEquals": "terminated", "Next": "EndedByItself"},
                    ],
                    "Default": "AwaitEnd",
                },
                "AwaitEnd": {"Type": "Wait", "Seconds": _POLL_S, "Next": "FindInstance"},
                "NotOfThisRun": _END,
                "EndedByItself": _END,
                "FirstOfEvent": {
                    "Type": "Pass",
                    "Parameters": {"Cause.$": "$.Instance", "Attempt": 1},
                    "Next": "FindOthers",
                },
                "FirstOfStart": {
                    "Type": "Pass",
                    "Parameters": {"Cause.$": "$$.Execution.Name", "Attempt": 1},
                    "Next": "FindOthers",
                },
                # EventBridge may deliver an event more than once, and two kinds of events tell of one interruption.
                "FindOthers": {
                    **_call("describeInstances"),
                    "Parameters": {"Filters": [run, {"Name": "instance-state-name", "Values": ["pending", "running"]}]},
                    "ResultPath": "$.Others",
                    "Next": "IsRunning",
                },
                "IsRunning": {
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.Others.Reservations[0]", "IsPresent": True, "Next": "Running"}],
                    "Default": "Start",
                },
                "Running": _END,
                "Start": {
                    **_call("createFleet"),
                    "Parameters": {
                        # The same for executions of the same cause, which so start one instance together.
                        "ClientToken.$": "States.Format('{}-{}', $.Cause, $.Attempt)",
                        "Type": "instant",
                        "SpotOptions": {"AllocationStrategy": "price-capacity-optimized"},
                        "TargetCapacitySpecification": {"TotalTargetCapacity": 1, "DefaultTargetCapacityType": "spot"},
                        "LaunchTemplateConfigs": [
                            {
                                "LaunchTemplateSpecification": {
                                    "LaunchTemplateId": "${LaunchTemplate}",
                                    "Version": "${LaunchTemplate.LatestVersionNumber}",
                                },
                                "Overrides": [
                                    {"InstanceType": kind, "SubnetId": subnet}
                                    for kind in self.instance_types
                                    for subnet in self.subnets
                                ],
                            }
                        ],
                    },
                    "ResultPath": "$.Fleet",
                    "Next": "IsStarted",
                },
                "IsStarted": {
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.Fleet.Instances[0]", "IsPresent": True, "Next": "Started"}],
                    "Default": "AwaitCapacity",
                },
                "Started": _END,
                "AwaitCapacity": {"Type": "Wait", "Seconds": _PAUSE_S, "Next": "NextAttempt"},
                "NextAttempt": {
                    "Type": "Pass",
                    "Parameters": {"Cause.$": "$.Cause", "Attempt.$": "States.MathAdd($.Attempt, 1)"},
                    "Next": "FindOthers",
                },
            },
        }

    def _launch_data(self) -> dict[str, Any]:
        tags = [{"Key": RUN_TAG, "Value": self.settings.run}, {"Key": "Name", "Value": self.settings.run}]
        tags += [{"Key": key, "Value": value} for key, value in self.tags.items()]
        data: dict[str, Any] = {
            "ImageId": self.image,
            "IamInstanceProfile": {"Arn": _attribute("InstanceProfile", "Arn")},
            # The end of the training ends the instance and what it costs.
            "InstanceInitiatedShutdownBehavior": "terminate",
            "MetadataOptions": {"HttpTokens": "required"},
            "UserData": base64.b64encode(self._user_data().encode()).decode(),
            "TagSpecifications": [{"ResourceType": kind, "Tags": tags} for kind in ("instance", "volume")],
        }
        if self.security_groups:
            data["SecurityGroupIds"] = self.security_groups
        return data

    def _user_data(self) -> str:
        """Bash that runs the command and then ends the instance, or waits until EC2 does so."""
        return f"""#!/bin/bash
# Written by Gleaner's deploy/kits/checkpoint/render.
install -d /etc/gleaner
base64 -d > /etc/gleaner/gleaner-checkpoint.json <<'END'
{_encoded(self.settings_text)}
END
base64 -d > /etc/gleaner/command <<'END'
{_encoded(self.command + chr(10))}
END
export GLEANER_CHECKPOINT_SETTINGS=/etc/gleaner/gleaner-checkpoint.json
bash /etc/gleaner/command
status=$?
echo "the training ended with status $status"
# 75: interrupted, with the checkpoint saved. An instance that shut itself down would not be replaced.
[ "$status" -ne 75 ] || sleep {_GRACE_S}
shutdown -h now
"""

    def _instance_policy(self) -> list[dict[str, Any]]:
        bucket = {"Fn::Sub": f"arn:${{AWS::Partition}}:s3:::{self.settings.bucket}"}
        objects = {"Fn::Sub": f"arn:${{AWS::Partition}}:s3:::{self.settings.bucket}/{self.settings.run}/checkpoint-*"}
        return [
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
                "Resource": objects,
            },
            # Without it S3 answers "forbidden" for an object that is not there.
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": bucket,
                "Condition": {"StringLike": {"s3:prefix": f"{self.settings.run}/checkpoint-*"}},
            },
        ]

    @staticmethod
    def _restart_policy() -> list[dict[str, Any]]:
        launch_template = {
            "Fn::Sub": "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:launch-template/${LaunchTemplate}"
        }
        return [
            {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"},
            {"Effect": "Allow", "Action": "ec2:CreateFleet", "Resource": "*"},
            # Only what the launch template says: no other image, role or user data.
            {
                "Effect": "Allow",
                "Action": "ec2:RunInstances",
                "Resource": "*",
                "Condition": {"ArnEquals": {"ec2:LaunchTemplate": launch_template}},
            },
            {
                "Effect": "Allow",
                "Action": "ec2:CreateTags",
                "Resource": "*",
                "Condition": {"StringEquals": {"ec2:CreateAction": ["RunInstances", "CreateFleet"]}},
            },
            {"Effect": "Allow", "Action": "iam:PassRole", "Resource": _attribute("InstanceRole", "Arn")},
        ]


def event_pattern() -> dict[str, Any]:
    """Both tell of an interruption: the notice is issued on a best-effort basis, and the end comes without a word of its cause."""
    return {
        "source": ["aws.ec2"],
        "$or": [
            {"detail-type": ["EC2 Spot Instance Interruption Warning"]},
            {"detail-type": ["EC2 Instance State-change Notification"], "detail": {"state": ["terminated"]}},
        ],
    }


def _check(what: str, values: list[str], form: str) -> None:
    for value in values:
        if not re.fullmatch(form, value):
            raise ValueError(f"'{value}' is no {what}")


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _attribute(resource: str, name: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [resource, name]}


def _call(action: str) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::aws-sdk:ec2:{action}",
        # Throttling, for example.
        "Retry": [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 15, "BackoffRate": 2, "MaxAttempts": 8}],
    }


def _role(service: str, statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ],
            },
            "Policies": [{"PolicyName": "run", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}],
        },
    }
