"""What render writes for the required tags, judged as AWS, Terraform and Python would."""
import fnmatch
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import render_in_process

KIT = Path(__file__).resolve().parent.parent
REQUIRED = ["team", "project", "environment", "cost-center"]
ENVIRONMENTS = ["dev", "test", "staging", "production"]
VALID = {"team": "vision", "project": "atlas", "environment": "dev", "cost-center": "cc-1"}
STAND_IN = os.environ.get("AWS_STAND_IN")


def denies(policy, action, resource, context):
    """Whether a policy denies a call, by the rules of IAM's documentation; context has the condition keys, whose names have no case."""
    context = {key.lower(): value for key, value in context.items()}
    return any(
        statement["Effect"] == "Deny"
        and action in statement["Action"]
        and any(fnmatch.fnmatchcase(resource, pattern) for pattern in as_list(statement["Resource"]))
        and all(
            is_met(operator, context.get(key.lower()), as_list(expected))
            for operator, keys in statement["Condition"].items()
            for key, expected in keys.items()
        )
        for statement in policy["Statement"]
    )


def is_met(operator, actual, expected):
    if operator == "Null":
        return (actual is None) == (expected == ["true"])
    if operator in ("StringNotEquals", "StringNotLike", "ArnNotLike"):  # met by an absent key, too
        match = (lambda value, pattern: value == pattern) if operator == "StringNotEquals" else fnmatch.fnmatchcase
        return actual is None or not any(match(actual, pattern) for pattern in expected)
    if operator == "ForAnyValue:StringEqualsIgnoreCase":
        return any(value.lower() == pattern.lower() for value in actual or [] for pattern in expected)
    raise AssertionError(f"the test does not know {operator}")


def as_list(value):
    return value if isinstance(value, list) else [value]


class TagsTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.out = self.folder / "out"

    def render(self, changed=None, *options):
        config = json.loads((KIT / "tags.json").read_text())
        config.update(changed or {})
        file = self.folder / "config.json"
        file.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))
        return render_in_process.run(KIT / "render", "--config", str(file), *options, str(self.out))

    def rendered(self, name, changed=None, *options):
        result = self.render(changed, "--force", *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        content = (self.out / name).read_text()
        return json.loads(content) if name.endswith(".json") else content

    def scp(self, changed=None):
        return self.rendered("service-control-policy.json", changed)

    @staticmethod
    def create(tags, **context):
        return {**{f"aws:RequestTag/{key}": value for key, value in tags.items()}, "aws:TagKeys": list(tags), **context}

    def test_should_deny_what_has_not_all_tags_and_nothing_else(self):
        policy = self.scp()
        allowed = denied = 0
        calls = [
            ("ec2:RunInstances", "arn:aws:ec2:us-east-1:123456789012:instance/*"),
            ("ec2:RunInstances", "arn:aws:ec2:us-east-1:123456789012:volume/*"),
            ("ec2:CreateVolume", "arn:aws:ec2:us-east-1:123456789012:volume/*"),
            ("sagemaker:CreateEndpoint", "arn:aws:sagemaker:us-east-1:123456789012:endpoint/e"),
        ]
        for seed in range(2000):
            randomly = random.Random(seed)
            tags = {}
            for key, values in {"team": ["vision", ""], "project": ["a", ""], "cost-center": ["1", ""]}.items():
                if randomly.random() < 0.9:
                    tags[key] = randomly.choices(values, [9, 1])[0]
            if randomly.random() < 0.9:
                tags["environment"] = randomly.choice(ENVIRONMENTS + ["Dev", "prod", ""])
            if randomly.random() < 0.5:
                tags["owner"] = "anyone"
            action, resource = randomly.choice(calls)
            is_right = all(tags.get(key) for key in REQUIRED) and tags["environment"] in ENVIRONMENTS
            self.assertEqual(denies(policy, action, resource, self.create(tags)), not is_right, f"seed {seed}: {action} {tags}")
            allowed += is_right
            denied += not is_right
        self.assertGreater(min(allowed, denied), 200)

    def test_should_not_ask_for_tags_where_a_call_only_uses_a_resource(self):
        for resource in ("subnet/subnet-1", "image/ami-1", "network-interface/*"):
            self.assertFalse(denies(self.scp(), "ec2:RunInstances", f"arn:aws:ec2:us-east-1:123456789012:{resource}", {}))
        self.assertFalse(denies(self.scp(), "ec2:StopInstances", "arn:aws:ec2:us-east-1:123456789012:instance/i-1", {}))

    def test_should_keep_tags(self):
        policy = self.scp()
        instance = "arn:aws:ec2:us-east-1:123456789012:instance/i-1"
        for keys, expected in ((["team"], True), (["Team", "x"], True), (["owner"], False), (None, True)):
            context = {} if keys is None else {"aws:TagKeys": keys}
            self.assertEqual(denies(policy, "ec2:DeleteTags", instance, context), expected, keys)
        self.assertTrue(denies(policy, "ec2:CreateTags", instance, self.create({"environment": "prd"})))
        self.assertFalse(denies(policy, "ec2:CreateTags", instance, self.create({"environment": "test"})))
        self.assertFalse(denies(policy, "ec2:CreateTags", instance, self.create({"owner": "anyone"})))

    def test_should_exempt_principals(self):
        policy = self.scp({"exempt_principals": ["arn:aws:iam::*:role/gleaner-actor"]})
        instance = "arn:aws:ec2:us-east-1:123456789012:instance/i-1"
        for principal, expected in (("gleaner-actor", False), ("developer", True)):
            context = {"aws:TagKeys": ["team"], "aws:PrincipalArn": f"arn:aws:iam::123456789012:role/{principal}"}
            self.assertEqual(denies(policy, "ec2:DeleteTags", instance, context), expected)
            self.assertEqual(denies(policy, "ec2:RunInstances", instance, context), expected)

    def test_should_write_the_tag_policy_that_reports(self):
        policy = self.rendered("tag-policy.json")["tags"]
        self.assertEqual(sorted(policy), sorted(REQUIRED))
        self.assertEqual(policy["environment"], {"tag_key": {"@@assign": "environment"}, "tag_value": {"@@assign": ENVIRONMENTS}})
        self.assertEqual(policy["team"], {"tag_key": {"@@assign": "team"}})

    def test_should_keep_the_spelling_of_keys(self):
        policy = self.rendered("tag-policy.json", {"required": ["CostCenter"], "allowed": {}})["tags"]
        self.assertEqual(policy, {"costcenter": {"tag_key": {"@@assign": "CostCenter"}}})

    def test_should_enforce_the_tag_policy_on_request(self):
        policy = self.rendered("tag-policy.json", None, "--enforce")["tags"]
        for tag in policy.values():
            self.assertEqual(tag["enforced_for"], {"@@assign": ["ec2:instance", "ec2:volume", "ec2:snapshot"]})

    def test_should_give_all_resources_the_tags_by_terraform(self):
        content = self.rendered("gleaner-tags.tf.json")
        tags = content["provider"]["aws"][0]["default_tags"][0]["tags"]
        self.assertEqual(sorted(tags), sorted(REQUIRED))
        for key, reference in tags.items():
            name = re.fullmatch(r"\$\{var\.([a-z][a-z0-9_]*)\}", reference)[1]
            validation = content["variable"][name]["validation"][0]
            self.assertNotIn("default", content["variable"][name], "a tag without a value must be asked for")
            self.assertIn(f"var.{name}", validation["condition"])
            # Terraform demands a sentence.
            self.assertRegex(validation["error_message"], r"^[A-Z].*\.$")
        self.assertIn('contains(["dev", "test", "staging", "production"], var.environment)', content["variable"]["environment"]["validation"][0]["condition"])

    def module(self):
        self.rendered("gleaner_tags.py")
        sys.modules.pop("gleaner_tags", None)
        sys.path.insert(0, str(self.out))
        self.addCleanup(sys.path.remove, str(self.out))
        import gleaner_tags

        return gleaner_tags

    def test_should_refuse_an_instance_without_the_tags_before_any_call(self):
        module = self.module()
        for changed, message in (
            ({"team": ""}, "team is missing"),
            ({"team": None, "project": None}, "team is missing; project is missing"),
            ({"environment": "prod"}, "environment is 'prod', not one of dev, test, staging, production"),
        ):
            tags = {key: value for key, value in {**VALID, **changed}.items() if value is not None}
            with self.assertRaisesRegex(ValueError, re.escape(message)):
                module.create_instance_with_tags(None, tags)
        with self.assertRaisesRegex(ValueError, "TagSpecifications must not be given"):
            module.create_instance_with_tags(None, VALID, TagSpecifications=[])

    @unittest.skipUnless(STAND_IN, "AWS_STAND_IN is not set: start moto_server and set it to its address")
    def test_should_create_an_instance_and_its_volume_with_the_tags(self):
        import boto3

        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
        ec2 = session.client("ec2", endpoint_url=STAND_IN)
        instance = self.module().create_instance_with_tags(ec2, {**VALID, "owner": "a"}, ImageId="ami-12c6146b")
        found = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
        self.assertEqual({tag["Key"]: tag["Value"] for tag in found["Tags"]}, {**VALID, "owner": "a"})
        volume = found["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
        tags = ec2.describe_volumes(VolumeIds=[volume])["Volumes"][0]["Tags"]
        self.assertEqual({tag["Key"]: tag["Value"] for tag in tags}, {**VALID, "owner": "a"})

    @unittest.skipUnless(STAND_IN, "AWS_STAND_IN is not set: start moto_server and set it to its address")
    def test_should_be_policies_that_organizations_takes(self):
        import boto3

        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
        organizations = session.client("organizations", endpoint_url=STAND_IN)
        organizations.create_organization(FeatureSet="ALL")
        root = organizations.list_roots()["Roots"][0]["Id"]
        for kind, name in (("TAG_POLICY", "tag-policy.json"), ("SERVICE_CONTROL_POLICY", "service-control-policy.json")):
            content = json.dumps(self.rendered(name))
            policy = organizations.create_policy(Name=kind, Description="required tags", Type=kind, Content=content)
            policy_id = policy["Policy"]["PolicySummary"]["Id"]
            organizations.attach_policy(PolicyId=policy_id, TargetId=root)
            self.assertEqual(organizations.describe_policy(PolicyId=policy_id)["Policy"]["Content"], content)

    def test_should_overwrite_only_when_forced(self):
        self.assertEqual(self.render().returncode, 0)
        result = self.render({"required": ["team"], "allowed": {}})
        self.assertEqual(result.returncode, 1)
        self.assertIn("exists; --force overwrites it", result.stderr)
        self.assertIn("cost-center", (self.out / "tag-policy.json").read_text())

    def test_should_refuse_a_configuration(self):
        for changed in (
            {"required": []},
            {"required": None},
            {"required": "team"},
            {"required": ["team", "Team"], "allowed": {}},
            {"required": ["aws:team"], "allowed": {}},
            {"required": ["a${b}"], "allowed": {}},
            {"required": ["x" * 129], "allowed": {}},
            {"required": ["a-b", "a_b"], "allowed": {}},
            {"required": ["team"]},  # values for environment, which is not required
            {"allowed": {"environment": []}},
            {"allowed": {"environment": ["a*"]}},
            {"allowed": {"environment": ["x" * 257]}},
            {"allowed": {"environment": [f"environment-{i}" for i in range(500)]}},
            {"created": {}},
            {"created": {"RunInstances": ["ec2:*:*:instance/*"]}},
            {"created": {"ec2:RunInstances": ["instance/*"]}},
            {"enforced_for": ["instance"]},
            {"exempt_principals": ["*"]},
            {"unknown": 1},
        ):
            with self.subTest(changed=changed):
                result = self.render(changed)
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertTrue(result.stderr.startswith("cannot render: "), result.stderr)
                self.assertFalse(self.out.exists())
        self.assertEqual(self.render({"enforced_for": []}, "--enforce").returncode, 1)
        self.assertEqual(self.render(None, "--partition", "azure").returncode, 1)

    def test_should_refuse_wrong_usage(self):
        for options in (["--unknown"], ["a", "b"], []):
            result = subprocess.run([str(KIT / "render"), *options], capture_output=True, text=True)
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertIn("deploy/kits/tags/render", result.stderr)


if __name__ == "__main__":
    unittest.main()
