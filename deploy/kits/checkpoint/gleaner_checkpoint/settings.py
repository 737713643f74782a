"""The configuration that `render` writes."""
from __future__ import annotations

import json
import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

SECONDS_PER_HOUR = 3600.0

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_RUN = re.compile(r"[A-Za-z0-9!_.=+@,:-]+(/[A-Za-z0-9!_.=+@,:-]+)*")
_CHECKPOINT = re.compile(r"(checkpoint|ckpt|step|epoch|iter|iteration)[-_=]?[0-9]+([/.]|$)", re.IGNORECASE)
_NUMBERS = ("checkpoint_seconds", "interruptions_per_hour", "longest_interval_seconds")
_KEYS = {"bucket", "run", "region", "keep", *_NUMBERS}


@dataclass(frozen=True)
class Settings:
    """Where a run keeps its checkpoints, and how often it is interrupted.

    bucket, run: the checkpoints are at s3://bucket/run/checkpoint-NUMBER/.
    checkpoint_seconds: duration of a checkpoint until the run has measured its own.
    interruptions_per_hour: 0 if there are none; the interval is then longest_interval_seconds.
    keep: whole checkpoints that are kept, at least 1. With 2 or more a damaged one costs one interval and not the run.
    """

    bucket: str
    run: str
    region: str
    checkpoint_seconds: float
    interruptions_per_hour: float
    longest_interval_seconds: float = 600.0
    keep: int = 3

    def __post_init__(self) -> None:
        if not _BUCKET.fullmatch(self.bucket):
            raise ValueError(f"'{self.bucket}' is no bucket name")
        if not _RUN.fullmatch(self.run):
            raise ValueError(
                f"the run '{self.run}' is not of letters, digits and ! _ . = + @ , : - in parts separated by single slashes"
            )
        if _CHECKPOINT.search(self.run):
            raise ValueError(f"the run '{self.run}' contains a name of a checkpoint, and would be taken for one as a whole")
        if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]+", self.region):
            raise ValueError(f"'{self.region}' is no region")
        for name in _NUMBERS:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
                raise ValueError(f"{name} is {value!r}, not a number from 0")
        if self.checkpoint_seconds == 0 or self.longest_interval_seconds == 0:
            raise ValueError("checkpoint_seconds and longest_interval_seconds must be greater than 0")
        if isinstance(self.keep, bool) or not isinstance(self.keep, int) or self.keep < 1:
            raise ValueError(f"keep is {self.keep!r}, not a whole number from 1")

    @property
    def mean_time_between_interruptions_s(self) -> float:
        """Infinite without interruptions."""
        return SECONDS_PER_HOUR / self.interruptions_per_hour if self.interruptions_per_hour > 0 else math.inf

    @staticmethod
    def load(file: Union[str, "os.PathLike[str]"]) -> Settings:
        """Reads a file of `render`. ValueError if it is none, names an unknown key or lacks one."""
        content: Any = json.loads(Path(file).read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError(f"{file} is no JSON object")
        unknown = sorted(set(content) - _KEYS)
        if unknown:
            raise ValueError(f"{file} has unknown keys: {', '.join(unknown)}")
        missing = sorted({"bucket", "run", "region", "checkpoint_seconds", "interruptions_per_hour"} - set(content))
        if missing:
            raise ValueError(f"{file} lacks {', '.join(missing)}")
        if not all(isinstance(content[name], str) for name in ("bucket", "run", "region")):
            raise ValueError(f"{file}: bucket, run and region are texts")
        return Settings(**content)
