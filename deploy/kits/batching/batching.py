"""How many instances, which batch size and which delay serve a rate within a latency."""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Dict, Optional

# Part of its greatest throughput at which an instance is planned: above it small changes of the rate grow the queue.
UTILISATION = 0.8
# Arrivals in a time stay below this quantile of their distribution. Two such times follow each other in a latency.
_QUANTILE = 0.995
# Delays that are tried, from the longest on.
_DELAYS = 200


@dataclass(frozen=True)
class BatchTime:
    """Seconds of one execution: a fixed part, and one for each request of the batch."""

    fixed_s: float
    each_s: float
    largest: int

    def of(self, batch: float) -> float:
        return self.fixed_s + self.each_s * batch

    def throughput(self, batch: int) -> float:
        """Requests per second while batches of this size follow each other."""
        return batch / self.of(batch)

    @staticmethod
    def fit(measured: Dict[int, float]) -> BatchTime:
        """The line through measured seconds by batch size that is on or above every point.

        Above, as a batch that takes longer than planned is what breaks a latency. Its slope is that of the least squares.
        """
        if len(measured) < 2:
            raise ValueError("the duration of a batch has to be measured for two sizes at least, such as 1 and 16")
        for size, seconds in measured.items():
            if size < 1 or not (0 < seconds < math.inf):
                raise ValueError(f"a batch of {size} takes {seconds} s, which cannot be")
        mean_size = sum(measured) / len(measured)
        mean_time = sum(measured.values()) / len(measured)
        spread = sum((size - mean_size) ** 2 for size in measured)
        slope = max(0.0, sum((size - mean_size) * (time - mean_time) for size, time in measured.items()) / spread)
        fixed = max(time - slope * size for size, time in measured.items())
        if fixed < 0:
            # Larger batches are slower for each request: a line through the origin is above all points.
            slope, fixed = max(time / size for size, time in measured.items()), 0.0
        return BatchTime(fixed, slope, max(measured))


@dataclass(frozen=True)
class Plan:
    """One way to serve a rate: all times in seconds, rates per second and instance."""

    instances: int
    max_batch_size: int
    delay_s: float
    rate: float
    p99_s: float
    throughput: float
    unbatched_instances: int

    @property
    def utilisation(self) -> float:
        """Part of its greatest throughput that an instance serves."""
        return self.rate / self.throughput


def latency_bound_s(rate: float, time: BatchTime, max_batch_size: int, delay_s: float) -> Optional[float]:
    """An upper bound of the 99th percentile of the latency at an instance; None if no batch size holds.

    A request that arrives while a batch is executed waits for its end, for the delay at most, and for its own batch. Both
    batches are at most what arrives in an execution and a delay. The arrivals are independent of each other (Poisson).
    """
    batch = 1
    while batch <= max_batch_size:
        arrivals = _quantile(rate * (time.of(batch) + delay_s))
        if arrivals <= batch:
            return delay_s + 2 * time.of(batch)
        batch = arrivals
    return None


def plan(rate: float, p99_s: float, time: BatchTime, largest_count: int = 1000) -> Plan:
    """The fewest instances for which the bound of the latency holds, with the longest delay for which it still does.

    rate is that of the busiest time, in requests per second. The largest batch is the largest measured one: a smaller limit
    would make no latency shorter, but bursts longer.
    """
    if not (0 < rate < math.inf) or not (0 < p99_s < math.inf):
        raise ValueError("the rate and the latency have to be positive numbers")
    if time.of(1) > p99_s:
        raise ValueError(f"a single request takes {time.of(1) * 1000:.1f} ms, longer than the latency of {p99_s * 1000:.1f} ms")
    size = time.largest
    throughput = time.throughput(size)
    for count in range(1, largest_count + 1):
        share = rate / count
        bound = latency_bound_s(share, time, size, 0)
        if share <= UTILISATION * throughput and bound is not None and bound <= p99_s:
            delay = _longest_delay_s(share, time, size, p99_s)
            latency = latency_bound_s(share, time, size, delay)
            assert latency is not None
            alone = math.ceil(rate * time.of(1) / UTILISATION)
            return Plan(count, size, delay, share, latency, throughput, alone)
    raise ValueError(
        f"no number of instances up to {largest_count} keeps the latency of {p99_s * 1000:.1f} ms: two executions of one request take"
        f" {2 * time.of(1) * 1000:.1f} ms"
    )


def _longest_delay_s(rate: float, time: BatchTime, max_batch_size: int, p99_s: float) -> float:
    if max_batch_size == 1:
        return 0.0
    # After it the batch is full on average.
    longest = min(p99_s, (max_batch_size - 1) / rate)
    for step in range(_DELAYS, 0, -1):
        # Whole microseconds, which Triton takes.
        delay = math.floor(longest * step / _DELAYS * 1e6) / 1e6
        bound = latency_bound_s(rate, time, max_batch_size, delay)
        if bound is not None and bound <= p99_s:
            return delay
    return 0.0


def _quantile(mean: float) -> int:
    """The smallest number that Poisson arrivals exceed with a probability of at most 1 - _QUANTILE."""
    if mean > 700:  # exp(-mean) is 0 from 745 on; the normal approximation is close by then
        return math.ceil(mean + 2.576 * math.sqrt(mean) + 1)
    term = math.exp(-mean)
    total = term
    number = 0
    while total < _QUANTILE:
        number += 1
        term *= mean / number
        total += term
    return number
