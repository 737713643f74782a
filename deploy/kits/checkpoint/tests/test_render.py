"""What render writes for a finding or for options, and what it refuses."""
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import render_in_process

from gleaner_checkpoint import Settings

RENDER = Path(__file__).resolve().parent.parent / "render"
OPTIONS = {
    "--bucket": "lake",
    "--run": "runs/bert",
    "--region": "eu-central-1",
    "--checkpoint-seconds": "30",
    "--interruptions-per-hour": "0.15",
}
STACK = {
    "--image": "ami-0123456789abcdef0",
    "--instance-types": "g5.xlarge",
    "--subnets": "subnet-0123456789abcdef0",
    "--command": "python3 train.py",
}
FINDING = {
    "id": "fnd_0a1b",
    "rule": "checkpoint-gap",
    "status": "OPEN",
    "region": "us-east-1",
    "resource": "arn:aws:s3:::lake/runs/bert/",
    "evidence": [
        {"name": "duration of a checkpoint", "value": 45.5, "unit": "seconds"},
        {"name": "interruptions", "value": 0.5, "unit": "per hour"},
    ],
}


class RenderTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.out = self.folder / "out"

    def render(self, *positional):
        return render_in_process.run(RENDER, *positional, str(self.out))

    def with_options(self, changed=None):
        options = {name: value for name, value in {**OPTIONS, **(changed or {})}.items() if value is not None}
        return self.render(*(part for option in options.items() for part in option))

    def with_finding(self, changed=None, *options):
        file = self.folder / "finding.json"
        content = changed if isinstance(changed, str) else json.dumps({**FINDING, **(changed or {})})
        file.write_text(content)
        return self.render(str(file), *options)

    def settings(self):
        return Settings.load(self.out / "gleaner-checkpoint.json")

    def test_should_render_a_finding(self):
        result = self.with_finding()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.settings(), Settings("lake", "runs/bert", "us-east-1", 45.5, 0.5, 600.0, 3))
        self.assertNotIn("Note", result.stdout)
        self.assertEqual([file.name for file in self.out.iterdir()], ["gleaner-checkpoint.json"])

    def test_should_prefer_an_option_to_the_finding(self):
        result = self.with_finding(None, "--run", "runs/other", "--checkpoint-seconds", "5", "--interruptions-per-hour", "0")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.settings(), Settings("lake", "runs/other", "us-east-1", 5, 0, 600.0, 3))

    def test_should_name_the_options_for_what_a_finding_lacks(self):
        result = self.with_finding({"evidence": [], "resource": "arn:aws:ec2:us-east-1:123456789012:instance/i-1"})
        self.assertEqual(result.returncode, 1)
        self.assertIn("--bucket, --run, --checkpoint-seconds, --interruptions-per-hour needed", result.stderr)
        self.assertFalse(self.out.exists())

    def test_should_note_that_a_finding_is_not_open(self):
        self.assertIn("not open but resolved", self.with_finding({"status": "RESOLVED"}).stdout)

    def test_should_print_the_interval(self):
        self.assertIn("every 600 s of work (the longest allowed)", self.with_options().stdout)
        self.out = self.folder / "other"
        # sqrt(2 x 5 x 3600) = 189.7, and the terms of Daly
        result = self.with_options({"--checkpoint-seconds": "5", "--interruptions-per-hour": "1"})
        self.assertIn("every 186 s of work (by Young and Daly)", result.stdout)

    def test_should_write_the_stack_if_its_values_are_given(self):
        result = self.with_options({**STACK, "--security-groups": "sg-0123456789abcdef0"})
        self.assertEqual(result.returncode, 0, result.stderr)
        data = json.loads((self.out / "restart.template.json").read_text())["Resources"]["LaunchTemplate"]["Properties"]
        self.assertEqual(data["LaunchTemplateData"]["SecurityGroupIds"], ["sg-0123456789abcdef0"])

    def test_should_overwrite_only_when_forced(self):
        self.with_options()
        result = self.with_options({"--run": "runs/second"})
        self.assertEqual(result.returncode, 1)
        self.assertIn("exists; --force overwrites it", result.stderr)
        self.assertEqual(self.settings().run, "runs/bert")
        self.assertEqual(self.render("--force", *(p for o in {**OPTIONS, "--run": "runs/second"}.items() for p in o)).returncode, 0)
        self.assertEqual(self.settings().run, "runs/second")

    def test_should_be_a_program(self):
        result = subprocess.run([str(RENDER)], capture_output=True, text=True)
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertIn("deploy/kits/checkpoint/render", result.stderr)

    def test_should_refuse_values(self):
        for changed in (
            {"--bucket": "Lake"},
            {"--run": "runs/checkpoint-1"},
            {"--region": "Frankfurt"},
            {"--checkpoint-seconds": "0"},
            {"--interruptions-per-hour": "-1"},
            {"--interruptions-per-hour": "nan"},
            {"--longest-interval-seconds": "0"},
            {"--keep": "0"},
            {**STACK, "--image": "ubuntu"},
            {**STACK, "--instance-types": "g5.xlarge,"},
            {**STACK, "--subnets": "eu-central-1a"},
            {**STACK, "--security-groups": "default"},
            {**STACK, "--command": " "},
            {**STACK, "--command": "x" * 20000},
            {**STACK, "--tags": "team"},
            {**STACK, "--tags": "Name=other"},
        ):
            with self.subTest(changed=changed):
                result = self.with_options(changed)
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertTrue(result.stderr.startswith("cannot render: "), result.stderr)
                self.assertFalse(self.out.exists())

    def test_should_refuse_what_is_no_finding_of_the_rules(self):
        for changed in (
            {"rule": "idle-instance"},
            {"evidence": [{"name": "duration of a checkpoint", "value": 45.5, "unit": "minutes"}]},
            {"evidence": [{"name": "interruptions", "value": "many", "unit": "per hour"}]},
            "[]",
            "not JSON",
        ):
            with self.subTest(changed=changed):
                result = self.with_finding(changed)
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertFalse(self.out.exists())

    def test_should_refuse_wrong_usage(self):
        for changed in (
            {"--run": None},
            {"--region": None},
            {"--checkpoint-seconds": "soon"},
            {"--unknown": "1"},
            {"--image": "ami-0123456789abcdef0"},
            {"--security-groups": "sg-0123456789abcdef0"},
            {"--tags": "team=a"},
        ):
            with self.subTest(changed=changed):
                result = self.with_options(changed)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertIn("deploy/kits/checkpoint/render", result.stderr)
                self.assertFalse(self.out.exists())


if __name__ == "__main__":
    unittest.main()
