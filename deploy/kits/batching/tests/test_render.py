"""What render writes for a finding or for options, and what it refuses."""
import ast
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import render_in_process

RENDER = Path(__file__).resolve().parent.parent / "render"
OPTIONS = {"--rate": "2000", "--p99-ms": "60", "--batch-ms": "1=5.5,16=13,32=21", "--model": "resnet"}
FINDING = {
    "id": "fnd_0a1b",
    "rule": "oversized-endpoint",
    "status": "OPEN",
    "evidence": [
        {"name": "requests at the peak", "value": 2000, "unit": "per second"},
        {"name": "latency of a request", "value": 5.5, "unit": "milliseconds"},
    ],
}
FILES = ["config.pbtxt", "inference_server.py", "ray_server.py"]


class RenderTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.out = self.folder / "out"

    def render(self, *positional):
        return render_in_process.run(RENDER, *positional, str(self.out))

    def with_options(self, changed=None, *more):
        options = {name: value for name, value in {**OPTIONS, **(changed or {})}.items() if value is not None}
        return self.render(*(part for option in options.items() for part in option), *more)

    def with_finding(self, changed=None, options=None):
        file = self.folder / "finding.json"
        file.write_text(changed if isinstance(changed, str) else json.dumps({**FINDING, **(changed or {})}))
        options = {**OPTIONS, "--rate": None, "--batch-ms": "16=13,32=21", **(options or {})}
        return self.render(str(file), *(part for option in options.items() if option[1] is not None for part in option))

    def read(self, name):
        return (self.out / name).read_text()

    def test_should_render_the_same_limits_for_all_servers(self):
        result = self.with_options({"--function": "job.model:infer"})
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(sorted(file.name for file in self.out.iterdir()), FILES)
        self.assertIn("3 instances of one GPU for 2000 requests a second, 14 or more without batches", result.stdout)

        triton = self.read("config.pbtxt")
        self.assertEqual(triton.count("{"), triton.count("}"))
        values = dict(re.findall(r"^\s*(\w+): (\S+)$", triton, re.MULTILINE))
        self.assertEqual((values["name"], values["backend"]), ('"resnet"', '"onnxruntime"'))
        self.assertEqual(values["max_batch_size"], "32")
        delay = int(values["max_queue_delay_microseconds"])
        self.assertIn(f"delayed by at most {delay / 1000:.1f} ms", result.stdout)

        server = {
            node.targets[0].id: node.value.value
            for node in ast.parse(self.read("inference_server.py")).body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        }
        self.assertEqual(
            server,
            {
                "MAX_BATCH_SIZE": 32,
                "MAX_DELAY_S": delay / 1e6,
                "MAX_WAITING": int(values["max_queue_size"]),
                "MODEL": "job.model:infer",
            },
        )

        calls = {
            ast.unparse(call.func): {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
            for call in ast.walk(ast.parse(self.read("ray_server.py")))
            if isinstance(call, ast.Call)
        }
        self.assertEqual(calls["serve.batch"], {"max_batch_size": 32, "batch_wait_timeout_s": delay / 1e6})
        self.assertEqual(calls["serve.deployment"]["num_replicas"], 3)
        self.assertGreaterEqual(calls["serve.deployment"]["max_ongoing_requests"], 32)

    def test_should_render_a_finding_as_its_values(self):
        self.assertEqual(self.with_options().returncode, 0)
        expected = {name: self.read(name) for name in FILES}
        self.out = self.folder / "of-finding"
        result = self.with_finding()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual({name: self.read(name) for name in FILES}, expected)
        self.assertNotIn("Note", result.stdout)

    def test_should_prefer_an_option_to_the_finding(self):
        result = self.with_finding(None, {"--rate": "100", "--batch-ms": "1=4,32=21"})
        self.assertIn("for 100 requests a second", result.stdout)
        self.assertIn("3.45 ms + n x 0.548 ms, by 2 measurements", result.stdout)

    def test_should_note_that_a_finding_is_not_open(self):
        self.assertIn("not open but resolved", self.with_finding({"status": "RESOLVED"}).stdout)

    def test_should_overwrite_only_when_forced(self):
        self.with_options()
        self.assertIn("exists; --force overwrites it", self.with_options({"--model": "other"}).stderr)
        self.assertIn("resnet", self.read("config.pbtxt"))
        self.assertEqual(self.with_options({"--model": "other"}, "--force").returncode, 0)
        self.assertIn("other", self.read("config.pbtxt"))

    def test_should_be_a_program(self):
        result = subprocess.run([str(RENDER)], capture_output=True, text=True)
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertIn("deploy/kits/batching/render", result.stderr)

    def test_should_refuse_values(self):
        for changed in (
            {"--rate": "0"},
            {"--rate": "nan"},
            {"--p99-ms": "5"},  # shorter than a single request
            {"--p99-ms": "0"},
            {"--batch-ms": "1=5.5"},  # one measurement says nothing about batches
            {"--batch-ms": "1=5.5,1=6"},
            {"--batch-ms": "1=0,16=5"},
            {"--batch-ms": "one=5"},
            {"--model": "a b"},
            {"--model": 'a"b'},
            {"--backend": "a/b"},
            {"--function": "model"},
            {"--function": "model:infer(); import os"},
        ):
            with self.subTest(changed=changed):
                result = self.with_options(changed)
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertTrue(result.stderr.startswith("cannot render: "), result.stderr)
                self.assertFalse(self.out.exists())

    def test_should_refuse_what_is_no_finding_of_the_rules(self):
        for changed in (
            {"rule": "idle-instance"},
            {"evidence": []},
            {"evidence": [{"name": "requests at the peak", "value": 2000, "unit": "per minute"}]},
            {"evidence": [{"name": "requests at the peak", "value": None, "unit": "per second"}]},
            "[]",
            "not JSON",
        ):
            with self.subTest(changed=changed):
                result = self.with_finding(changed)
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertFalse(self.out.exists())

    def test_should_refuse_wrong_usage(self):
        for changed in ({"--rate": None}, {"--p99-ms": None}, {"--batch-ms": None}, {"--model": None}, {"--unknown": "1"}):
            with self.subTest(changed=changed):
                result = self.with_options(changed)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertIn("deploy/kits/batching/render", result.stderr)


if __name__ == "__main__":
    unittest.main()
