"""How often to save: the interval that loses the least time to checkpoints and interruptions together."""
from __future__ import annotations

import math
from collections import deque
from typing import Deque, Optional

# Past steps whose longest stands for the next one.
_STEPS = 16
# Past checkpoints whose mean duration replaces the configured one.
_CHECKPOINTS = 5


def optimum_interval_s(checkpoint_s: float, mean_time_between_interruptions_s: float) -> float:
    """Seconds of work between two checkpoints that minimise the expected duration of a run.

    J. T. Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", Future Generation Computer
    Systems 22 (2006), equation 37. Its first term is that of J. W. Young, "A first order approximation to the optimum
    checkpoint interval", Communications of the ACM 17 (1974): sqrt(2 x checkpoint x mean time between interruptions).
    Both assume interruptions at a constant rate, independent of each other.
    """
    if not (checkpoint_s > 0 and math.isfinite(checkpoint_s)):
        raise ValueError(f"the duration of a checkpoint is {checkpoint_s} s, not a positive number")
    if not mean_time_between_interruptions_s > 0:
        raise ValueError(f"the mean time between interruptions is {mean_time_between_interruptions_s} s, not a positive number")
    if math.isinf(mean_time_between_interruptions_s):
        return math.inf
    if checkpoint_s >= 2 * mean_time_between_interruptions_s:
        return mean_time_between_interruptions_s
    ratio = checkpoint_s / (2 * mean_time_between_interruptions_s)
    young = math.sqrt(2 * checkpoint_s * mean_time_between_interruptions_s)
    return young * (1 + math.sqrt(ratio) / 3 + ratio / 9) - checkpoint_s


class Cadence:
    """Decides after each step whether a checkpoint is due.

    It is due before the step that would take the work since the last one beyond the interval. So an interruption loses at
    most one interval of work, or one step where steps are longer than the interval or longer than all recent ones.

    checkpoint_s is the duration of a checkpoint until the run has measured its own. All times are seconds of one clock.
    """

    def __init__(self, checkpoint_s: float, mean_time_between_interruptions_s: float, longest_interval_s: float) -> None:
        if not longest_interval_s > 0:
            raise ValueError(f"the longest interval is {longest_interval_s} s, not a positive number")
        optimum_interval_s(checkpoint_s, mean_time_between_interruptions_s)  # refuses values that are none
        self._configured_s = checkpoint_s
        self._between_s = mean_time_between_interruptions_s
        self._longest_s = longest_interval_s
        self._durations: Deque[float] = deque(maxlen=_CHECKPOINTS)
        self._steps: Deque[float] = deque(maxlen=_STEPS)
        self._work_began: Optional[float] = None
        self._step_began: Optional[float] = None

    @property
    def checkpoint_s(self) -> float:
        """The mean duration of the last checkpoints of this process, else the configured one."""
        measured = sum(self._durations) / len(self._durations) if self._durations else 0.0
        return measured if measured > 0 else self._configured_s

    @property
    def interval_s(self) -> float:
        """Seconds of work between two checkpoints."""
        return min(self._longest_s, optimum_interval_s(self.checkpoint_s, self._between_s))

    def begin(self, now: float) -> None:
        """The first step begins."""
        self._work_began = self._step_began = now

    def is_due(self, now: float) -> bool:
        """Whether to save now, at the end of a step."""
        if self._work_began is None or self._step_began is None:
            raise RuntimeError("the cadence has not begun")
        self._steps.append(now - self._step_began)
        self._step_began = now
        return now - self._work_began + max(self._steps) > self.interval_s

    def saved(self, began: float, ended: float) -> None:
        """A checkpoint was saved in this time; the next step begins."""
        self._durations.append(ended - began)
        self._work_began = self._step_began = ended
