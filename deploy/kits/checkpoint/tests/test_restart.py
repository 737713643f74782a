"""The stack that restarts a run, created and executed in moto within this process."""
import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import boto3
from moto import mock_aws
from moto.ec2.models import ec2_backends
from moto.stepfunctions.models import stepfunctions_backends

try:
    import moto.stepfunctions.parser.asl.parse.asl_parser  # noqa: F401

    CAN_EXECUTE = True
except (ImportError, TypeError):  # no antlr4, or one of another version than moto's grammar
    CAN_EXECUTE = False

# Knows the descriptions of AWS's services after the first test.
SESSION = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="eu-central-1")

RENDER = Path(__file__).resolve().parent.parent / "render"
REGION = "eu-central-1"
ACCOUNT = "123456789012"
RUN = "runs/bert"
TAG = "gleaner-training-run"


def render(folder, subnets, *options):
    subprocess.run(
        [
            str(RENDER), "--bucket", "lake", "--run", RUN, "--region", REGION, "--checkpoint-seconds", "30",
            "--interruptions-per-hour", "0.15", "--image", "ami-12c6146b", "--instance-types", "g5.xlarge,g5.2xlarge",
            "--subnets", ",".join(subnets), "--command", "cd /opt/job && exec python3 train.py", "--tags", "team=vision,project=a b",
            *options, str(folder),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return (Path(folder) / "restart.template.json").read_text()


class RestartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION=REGION)
        # A thousand images, which moto makes up again for each test, in each account and region that it meets.
        os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
        aws = mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
        aws.start()
        cls.addClassCleanup(aws.stop)
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.ec2 = SESSION.client("ec2")
        cls.sfn = SESSION.client("stepfunctions")
        cls.subnets = sorted(subnet["SubnetId"] for subnet in cls.ec2.describe_subnets()["Subnets"])[:2]
        cls.template = render(cls.folder, cls.subnets)
        cloudformation = SESSION.client("cloudformation")
        cloudformation.create_stack(StackName="bert", TemplateBody=cls.template, Capabilities=["CAPABILITY_IAM"])
        cls.stack = cloudformation.describe_stacks(StackName="bert")["Stacks"][0]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in cls.stack["Outputs"]}
        cls.launch_template = outputs["LaunchTemplate"]
        # Moto keeps the state machines of stacks apart from those that it executes.
        machines = stepfunctions_backends[ACCOUNT][REGION].state_machines
        definition = next(machine.definition for machine in machines if machine.arn == outputs["Restart"])
        # Waits of a second.
        cls.rendered_definition = re.sub(r'"Seconds": \d+', '"Seconds": 1', definition)

    def setUp(self):
        self.definition = self.rendered_definition
        self.addCleanup(self.end_all)

    def end_all(self):
        """Leaves no instance of the run to the next test."""
        ids = [each["InstanceId"] for each in self.instances("running", "pending")]
        if ids:
            self.ec2.terminate_instances(InstanceIds=ids)

    def test_should_create_the_stack(self):
        self.assertEqual(self.stack["StackStatus"], "CREATE_COMPLETE")

    def execute(self, given, name="start"):
        """The states that an execution entered, in order."""
        arn = self.start(given, name)
        return self.await_end(arn)

    def start(self, given, name):
        if not CAN_EXECUTE:
            self.skipTest("This moto cannot execute state machines: pip install 'moto[stepfunctions]'")
        # Moto copies all state machines at a start, and cannot copy one that was started.
        for machine in self.sfn.list_state_machines()["stateMachines"]:
            self.sfn.delete_state_machine(stateMachineArn=machine["stateMachineArn"])
        role = f"arn:aws:iam::{ACCOUNT}:role/quick"
        machine = self.sfn.create_state_machine(name=f"of-{name}", definition=self.definition, roleArn=role)["stateMachineArn"]
        return self.sfn.start_execution(stateMachineArn=machine, name=name, input=json.dumps(given))["executionArn"]

    def await_end(self, arn):
        end = time.monotonic() + 60
        while self.sfn.describe_execution(executionArn=arn)["status"] == "RUNNING":
            self.assertLess(time.monotonic(), end, "the execution did not end")
            time.sleep(0.05)
        history = self.sfn.get_execution_history(executionArn=arn)["events"]
        self.assertEqual(self.sfn.describe_execution(executionArn=arn)["status"], "SUCCEEDED", history[-1])
        return self.entered(arn)

    def await_states(self, arn, state, times):
        """Waits until an execution has entered a state so many times."""
        end = time.monotonic() + 60
        while self.entered(arn).count(state) < times:
            self.assertLess(time.monotonic(), end, f"the execution did not enter {state} again")
            time.sleep(0.05)

    def entered(self, arn):
        """The states that an execution has entered so far, in order."""
        history = self.sfn.get_execution_history(executionArn=arn)["events"]
        return [event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event]

    def instances(self, *states):
        found = self.ec2.describe_instances(
            Filters=[{"Name": f"tag:{TAG}", "Values": [RUN]}, {"Name": "instance-state-name", "Values": list(states)}]
        )
        return [instance for reservation in found["Reservations"] for instance in reservation["Instances"]]

    def end(self, instance, code):
        """Ends an instance for a reason, which the stand-in does not know by itself."""
        self.ec2.terminate_instances(InstanceIds=[instance])
        ended = ec2_backends[ACCOUNT][REGION].get_instance(instance)
        # The name of the attribute depends on the version of moto.
        (ended._state_reason if hasattr(ended, "_state_reason") else ended.state_reason).code = code

    def test_should_start_an_instance_as_the_launch_template_says(self):
        self.assertEqual(self.execute({})[-1], "Started")

        started = self.instances("running", "pending")
        self.assertEqual(len(started), 1)
        tags = {tag["Key"]: tag["Value"] for tag in started[0]["Tags"]}
        self.assertEqual(tags[TAG], RUN)
        self.assertEqual((tags["team"], tags["project"]), ("vision", "a b"))
        self.assertIn(started[0]["InstanceType"], ("g5.xlarge", "g5.2xlarge"))

    def test_should_start_no_second_instance(self):
        self.execute({})
        self.assertEqual(self.execute({}, "again")[-1], "Running")
        self.assertEqual(len(self.instances("running", "pending")), 1)

    def test_should_replace_an_instance_that_ec2_took_away(self):
        self.execute({})
        first = self.instances("running")[0]["InstanceId"]
        self.end(first, "Server.SpotInstanceTermination")

        self.assertEqual(self.execute({"Instance": first}, "event")[-1], "Started")
        self.assertEqual(len(self.instances("running")), 1)
        self.assertEqual(self.execute({"Instance": first}, "the-same-event")[-1], "Running")
        self.assertEqual(len(self.instances("running")), 1)

    def test_should_wait_until_the_instance_is_gone(self):
        self.execute({})
        first = self.instances("running")[0]["InstanceId"]
        execution = self.start({"Instance": first}, "notice")
        self.await_states(execution, "AwaitEnd", 2)
        self.assertEqual(self.sfn.describe_execution(executionArn=execution)["status"], "RUNNING")
        self.assertEqual([each["InstanceId"] for each in self.instances("running")], [first], "no two writers")

        self.end(first, "Server.SpotInstanceTermination")

        states = self.await_end(execution)
        self.assertIn("AwaitEnd", states)
        self.assertEqual(states[-1], "Started")
        self.assertEqual(len(self.instances("running")), 1)

    def test_should_not_replace_an_instance_that_ended_by_itself_or_by_a_person(self):
        for code in ("Client.InstanceInitiatedShutdown", "Client.UserInitiatedShutdown"):
            self.execute({}, "start-" + code)
            first = self.instances("running")[0]["InstanceId"]
            self.end(first, code)
            self.assertEqual(self.execute({"Instance": first}, code)[-1], "EndedByItself")
            self.assertEqual(self.instances("running", "pending"), [])

    def test_should_not_replace_an_instance_of_something_else(self):
        other = self.ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
        self.end(other, "Server.SpotInstanceTermination")
        self.assertEqual(self.execute({"Instance": other}, "other")[-1], "NotOfThisRun")
        self.assertEqual(self.instances("running", "pending"), [])

    def test_should_try_again_while_there_is_no_capacity(self):
        definition = json.loads(self.definition)
        start = definition["States"]["Start"]
        # The answer of CreateFleet where it found none.
        definition["States"]["Start"] = {
            "Type": "Pass",
            "Result": {"FleetId": "fleet-1", "Instances": [], "Errors": [{"ErrorCode": "InsufficientInstanceCapacity"}]},
            "ResultPath": "$.Fleet",
            "Next": start["Next"],
        }
        definition["States"]["NextAttempt"]["Next"] = "Really"
        definition["States"]["Really"] = {**start, "End": True}
        del definition["States"]["Really"]["Next"]
        self.definition = json.dumps(definition)

        states = self.execute({})
        self.assertEqual(states[-3:], ["AwaitCapacity", "NextAttempt", "Really"])
        self.assertEqual(len(self.instances("running")), 1)

    def test_should_send_events_to_the_state_machine(self):
        events = SESSION.client("events")
        rule = events.list_rules()["Rules"][0]
        target = events.list_targets_by_rule(Rule=rule["Name"])["Targets"][0]
        self.assertIn(":stateMachine:", target["Arn"])
        self.assertEqual(target["InputTransformer"]["InputPathsMap"], {"instance": "$.detail.instance-id"})
        self.assertEqual(target["InputTransformer"]["InputTemplate"].replace("<instance>", '"i-1"'), '{"Instance": "i-1"}')

    def user_data(self):
        version = self.ec2.describe_launch_template_versions(LaunchTemplateId=self.launch_template)["LaunchTemplateVersions"][0]
        data = version["LaunchTemplateData"]
        self.assertEqual(data["InstanceInitiatedShutdownBehavior"], "terminate")
        self.assertEqual(data["MetadataOptions"]["HttpTokens"], "required")
        return base64.b64decode(data["UserData"]).decode()

    def test_should_end_the_instance_after_the_training(self):
        for status, expected in ((0, ["shutdown -h now"]), (1, ["shutdown -h now"]), (75, ["sleep 300", "shutdown -h now"])):
            with self.subTest(status=status):
                root = Path(self.folder, f"root-{status}")
                (root / "bin").mkdir(parents=True)
                for program in ("shutdown", "sleep"):
                    (root / "bin" / program).write_text(f'#!/bin/bash\necho "{program} $*" >> {root}/called\n')
                    (root / "bin" / program).chmod(0o755)
                script = self.user_data().replace("/etc/gleaner", f"{root}/etc")
                # The command of the run, which is in the script as given, is replaced by one with this status.
                script = script.replace(f"bash {root}/etc/command", f'bash -c "exit {status}"')
                environment = {**os.environ, "PATH": f"{root}/bin:{os.environ['PATH']}"}
                subprocess.run(["bash"], input=script, text=True, check=True, env=environment, stdout=subprocess.DEVNULL)
                self.assertEqual((root / "called").read_text().splitlines(), expected)
                self.assertEqual((root / "etc/command").read_text(), "cd /opt/job && exec python3 train.py\n")
                settings = json.loads((root / "etc/gleaner-checkpoint.json").read_text())
                self.assertEqual(settings["run"], RUN)

    def test_should_pass_cfn_lint(self):
        linter = shutil.which("cfn-lint")
        if linter is None:
            self.skipTest("No cfn-lint: install it to check the template")
        result = subprocess.run(
            [linter, "--regions", REGION, "--", str(Path(self.folder, "restart.template.json"))], capture_output=True, text=True
        )
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
