"""Checkpoints of a training run in S3, so that an interruption loses at most one interval of work.

>>> with Checkpointer.from_settings("gleaner-checkpoint.json") as checkpoints:
...     step = checkpoints.resume(read) or 0
...     while step < STEPS:
...         train_one_step()
...         step += 1
...         checkpoints.after_step(step, write)
...     checkpoints.finish(step, write)

``write`` puts the files of the state into a folder, ``read`` gets them from one.
"""
from .cadence import Cadence, optimum_interval_s
from .interruption import InstanceMetadata, Interruption, InterruptionWatcher
from .settings import Settings
from .store import CheckpointStore, DamagedCheckpointsError
from .training import Checkpointer, Interrupted

__all__ = [
    "Cadence",
    "CheckpointStore",
    "Checkpointer",
    "DamagedCheckpointsError",
    "InstanceMetadata",
    "Interrupted",
    "Interruption",
    "InterruptionWatcher",
    "Settings",
    "optimum_interval_s",
]
