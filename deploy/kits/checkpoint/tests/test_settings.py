"""What a configuration may contain."""
import json
import math
import tempfile
import unittest
from pathlib import Path

from gleaner_checkpoint import Settings

VALID = {
    "bucket": "lake",
    "run": "runs/bert-large",
    "region": "eu-central-1",
    "checkpoint_seconds": 30,
    "interruptions_per_hour": 0.15,
}


class SettingsTest(unittest.TestCase):
    def load(self, content):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "settings.json")
            file.write_text(content if isinstance(content, str) else json.dumps(content))
            return Settings.load(file)

    def test_should_have_the_documented_defaults(self):
        settings = self.load(VALID)
        self.assertEqual(settings.longest_interval_seconds, 600)
        self.assertEqual(settings.keep, 3)
        self.assertEqual(settings.mean_time_between_interruptions_s, 24000)

    def test_should_take_no_interruptions_for_none(self):
        self.assertEqual(self.load({**VALID, "interruptions_per_hour": 0}).mean_time_between_interruptions_s, math.inf)

    def test_should_refuse_what_is_wrong(self):
        for change in (
            {"bucket": "Lake"},
            {"bucket": 5},
            {"run": ""},
            {"run": "/runs"},
            {"run": "runs/"},
            {"run": "runs//bert"},
            {"run": "runs/a b"},
            {"run": "runs/checkpoint-5"},
            {"run": "step_100/bert"},
            {"region": "Frankfurt"},
            {"checkpoint_seconds": 0},
            {"checkpoint_seconds": -1},
            {"checkpoint_seconds": "30"},
            {"checkpoint_seconds": True},
            {"interruptions_per_hour": -0.1},
            {"interruptions_per_hour": math.nan},
            {"longest_interval_seconds": 0},
            {"keep": 0},
            {"keep": 1.5},
            {"kept": 3},
        ):
            with self.subTest(change=change), self.assertRaises(ValueError):
                self.load({**VALID, **change})
        for name in VALID:
            with self.subTest(missing=name), self.assertRaisesRegex(ValueError, name):
                self.load({key: value for key, value in VALID.items() if key != name})
        for text in ("[]", "5", "{"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                self.load(text)


if __name__ == "__main__":
    unittest.main()
