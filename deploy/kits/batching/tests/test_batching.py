"""The arithmetic of the kit against a simulation of the queue."""
import random
import unittest

from batching import UTILISATION, BatchTime, latency_bound_s, plan
from queue_simulation import p99, simulate

REQUESTS = 20000


class BatchTimeTest(unittest.TestCase):
    def test_should_be_on_or_above_each_measurement(self):
        for seed in range(300):
            randomly = random.Random(seed)
            sizes = randomly.sample([1, 2, 4, 8, 16, 32, 64], randomly.randint(2, 6))
            measured = {size: randomly.uniform(0.5, 1.5) * (0.004 + randomly.choice([1, 1, 1, size]) * 0.001 * size) for size in sizes}
            time = BatchTime.fit(measured)
            self.assertGreaterEqual(time.fixed_s, 0)
            self.assertGreaterEqual(time.each_s, 0)
            self.assertEqual(time.largest, max(sizes))
            for size, seconds in measured.items():
                self.assertGreaterEqual(time.of(size) + 1e-12, seconds, f"seed {seed}")

    def test_should_be_the_line_through_two_measurements(self):
        time = BatchTime.fit({1: 0.006, 16: 0.021})
        self.assertAlmostEqual(time.fixed_s, 0.005)
        self.assertAlmostEqual(time.each_s, 0.001)

    def test_should_not_fall_with_the_batch(self):
        self.assertEqual(BatchTime.fit({1: 0.006, 16: 0.005}).each_s, 0)

    def test_should_refuse_a_single_measurement(self):
        for measured in ({}, {1: 0.006}, {0: 0.1, 1: 0.2}, {1: 0, 2: 0.1}, {1: 0.1, 2: float("nan")}):
            with self.subTest(measured=measured), self.assertRaises(ValueError):
                BatchTime.fit(measured)


class PlanTest(unittest.TestCase):
    def plans(self, seeds=120):
        """Plans for random models, rates and latencies, with their batch time."""
        for seed in range(seeds):
            randomly = random.Random(seed)
            time = BatchTime(randomly.uniform(0.0005, 0.03), randomly.uniform(0.00005, 0.005), randomly.choice([8, 16, 32, 64]))
            rate = randomly.uniform(1, 5000)
            latency = time.of(1) * randomly.uniform(2.2, 20)
            try:
                yield seed, time, rate, latency, plan(rate, latency, time)
            except ValueError:
                continue

    def test_should_hold_the_latency_in_the_simulation(self):
        ratios = []
        for seed, time, rate, latency, chosen in self.plans():
            latencies, _, _ = simulate(chosen.rate, time, chosen.max_batch_size, chosen.delay_s, REQUESTS, seed)
            measured = p99(latencies)
            self.assertLessEqual(measured, chosen.p99_s, f"seed {seed}: {chosen} {time}")
            self.assertLessEqual(chosen.p99_s, latency)
            ratios.append(measured / chosen.p99_s)
        self.assertGreater(len(ratios), 80)
        # The bound is one, and no multiple of what happens.
        self.assertGreater(sorted(ratios)[len(ratios) // 2], 0.5)

    def test_should_serve_the_rate_in_the_simulation(self):
        for seed, time, _, _, chosen in self.plans(60):
            _, _, end = simulate(chosen.rate, time, chosen.max_batch_size, chosen.delay_s, REQUESTS, seed)
            self.assertGreater(REQUESTS / end, chosen.rate * 0.96, f"seed {seed}: {chosen}")
            self.assertLessEqual(chosen.utilisation, UTILISATION + 1e-9)

    def test_should_reach_the_greatest_throughput_of_a_batch_size_in_the_simulation(self):
        time = BatchTime(0.005, 0.001, 32)
        for size in (1, 4, 32):
            _, batches, end = simulate(10 * time.throughput(size), time, size, 0, REQUESTS, size)
            self.assertAlmostEqual(REQUESTS / end / time.throughput(size), 1, delta=0.01)
            self.assertGreater(sum(batches) / len(batches), 0.99 * size)

    def test_should_need_fewer_instances_with_batches(self):
        time = BatchTime(0.005, 0.0005, 32)
        chosen = plan(2000, 0.06, time)
        self.assertEqual(chosen.unbatched_instances, 14)  # 2000 x 5.5 ms / 0.8
        self.assertEqual(chosen.instances, 3)
        with_one = simulate(2000, time, 32, 0, REQUESTS, 1)[0]
        self.assertGreater(p99(with_one), 0.06, "one instance is not enough")

    def test_should_use_the_delay_for_larger_batches(self):
        time = BatchTime(0.005, 0.0005, 32)
        chosen = plan(300, 0.06, time)
        self.assertGreater(chosen.delay_s, 0)
        with_delay = simulate(chosen.rate, time, chosen.max_batch_size, chosen.delay_s, REQUESTS, 1)[1]
        without = simulate(chosen.rate, time, chosen.max_batch_size, 0, REQUESTS, 1)[1]
        self.assertLess(len(with_delay), 0.7 * len(without))

    def test_should_plan_with_the_largest_measured_batch(self):
        for _, time, _, _, chosen in self.plans():
            self.assertEqual(chosen.max_batch_size, time.largest)
            self.assertGreaterEqual(chosen.delay_s, 0)
            self.assertAlmostEqual(chosen.delay_s * 1e6, round(chosen.delay_s * 1e6), places=3)

    def test_should_refuse_a_latency_that_cannot_be_kept(self):
        time = BatchTime(0.005, 0.0005, 32)
        for rate, latency in ((10, 0.005), (10, 0.006), (0, 1), (10, 0), (float("nan"), 1), (1e9, 0.06)):
            with self.subTest(rate=rate, latency=latency), self.assertRaises(ValueError):
                plan(rate, latency, time)

    def test_should_have_no_bound_where_the_queue_grows(self):
        time = BatchTime(0.005, 0.001, 32)
        self.assertIsNone(latency_bound_s(1.01 * time.throughput(32), time, 32, 0))


if __name__ == "__main__":
    unittest.main()
