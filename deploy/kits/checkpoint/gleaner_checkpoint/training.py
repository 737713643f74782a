"""What a training loop calls."""
from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import Callable, Optional, Union

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from .cadence import Cadence
from .interruption import InstanceMetadata, Interruption, InterruptionWatcher
from .settings import Settings
from .store import CheckpointStore

_LOG = logging.getLogger(__name__)

# EX_TEMPFAIL of sysexits.h: the run did not fail, and is not complete.
_EXIT_STATUS = 75


class Interrupted(SystemExit):
    """The checkpoint is saved and the process has to end. Uncaught, it ends the process with exit status 75."""

    def __init__(self, interruption: Interruption, number: int) -> None:
        super().__init__(_EXIT_STATUS)
        self.interruption = interruption
        self.number = number


class Checkpointer:
    """Saves a run at its cadence and before it is interrupted, and resumes it.

    In distributed training one process per run uses it, and the others wait for it at a barrier.
    """

    def __init__(
        self,
        store: CheckpointStore,
        cadence: Cadence,
        watcher: InterruptionWatcher,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._cadence = cadence
        self._watcher = watcher
        self._clock = clock
        self._saved: Optional[int] = None
        self._is_rebalance_handled = False

    @staticmethod
    def from_settings(file: Union[str, "os.PathLike[str]"]) -> Checkpointer:
        """A checkpointer on S3 and this instance, by a file that `render` wrote."""
        settings = Settings.load(file)
        client = boto3.client(
            "s3", region_name=settings.region, config=Config(retries={"mode": "standard", "max_attempts": 10})
        )
        disabled = os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true"
        return Checkpointer(
            CheckpointStore(client, settings.bucket, settings.run, settings.keep),
            Cadence(
                settings.checkpoint_seconds,
                settings.mean_time_between_interruptions_s,
                settings.longest_interval_seconds,
            ),
            InterruptionWatcher(None if disabled else InstanceMetadata()),
        )

    def __enter__(self) -> Checkpointer:
        self._watcher.__enter__()
        self._cadence.begin(self._clock())
        return self

    def __exit__(self, *exception: object) -> None:
        self._watcher.__exit__(*exception)

    def resume(self, read: Callable[[Path], object]) -> Optional[int]:
        """Reads the newest whole checkpoint and returns its number; None if there is none yet."""
        loaded = self._store.load_newest(read)
        self._saved = loaded.number if loaded else None
        self._cadence.begin(self._clock())
        return self._saved

    def after_step(self, number: int, write: Callable[[Path], object]) -> bool:
        """Call this after each step; returns whether it saved a checkpoint, and raises Interrupted if the process has to end.

        number is that of the step, which increases. An upload that fails for good raises the error of boto3: without
        checkpoints it is better to stop than to go on.
        """
        is_due = self._cadence.is_due(self._clock())
        interruption = self._watcher.interruption
        if interruption is not None:
            self._save(number, write, prune=False)
            _LOG.warning("saved checkpoint %d because of %s", number, interruption.reason)
            raise Interrupted(interruption, number)
        if self._watcher.is_rebalance_recommended and not self._is_rebalance_handled:
            self._is_rebalance_handled = True
            is_due = True
        if is_due:
            self._save(number, write)
        return is_due

    def finish(self, number: int, write: Callable[[Path], object]) -> None:
        """Saves the last step, if that has not happened."""
        self._save(number, write)

    def _save(self, number: int, write: Callable[[Path], object], prune: bool = True) -> None:
        if self._saved is not None and number <= self._saved:
            if number < self._saved:
                raise ValueError(f"step {number} follows checkpoint {self._saved}: was the run resumed from it?")
            return
        began = self._clock()
        self._store.save(number, write)
        self._saved = number
        if prune:
            try:
                self._store.prune()
            except (ClientError, BotoCoreError) as error:
                _LOG.warning("old checkpoints were not deleted: %s", error)
        self._cadence.saved(began, self._clock())
