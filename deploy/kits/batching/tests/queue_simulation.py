"""A queue before one instance, batched as Triton's dynamic batcher does without preferred sizes.

While the instance is free, a batch starts as soon as it is full, or when its first request has waited for the delay.
"""
import bisect
import random


def simulate(rate, time, max_batch_size, delay_s, requests, seed):
    """Latencies in seconds of all requests, the sizes of all batches, and the seconds until the last one ended."""
    randomly = random.Random(seed)
    arrivals = []
    now = 0.0
    for _ in range(requests):
        now += randomly.expovariate(rate)
        arrivals.append(now)
    latencies, batches = [], []
    free_at = 0.0
    first = 0
    while first < requests:
        full = first + max_batch_size - 1
        filled_at = arrivals[full] if full < requests else float("inf")
        start = max(free_at, min(filled_at, arrivals[first] + delay_s), arrivals[first])
        # All that have arrived by then, up to the largest batch.
        end = min(bisect.bisect_right(arrivals, start, first), first + max_batch_size)
        size = end - first
        free_at = start + time.of(size)
        latencies += [free_at - arrival for arrival in arrivals[first:end]]
        batches.append(size)
        first = end
    return latencies, batches, free_at


def p99(latencies):
    """The smallest latency that at most 1 % exceed."""
    return sorted(latencies)[max(0, -(-len(latencies) * 99 // 100) - 1)]
