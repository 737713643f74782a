"""The interval of Young and Daly, and when a checkpoint is due."""
import math
import random
import unittest

from gleaner_checkpoint import Cadence, optimum_interval_s

CASES = [(1.0, 3600.0), (30.0, 24000.0), (60.0, 24000.0), (300.0, 24000.0), (120.0, 3600.0), (600.0, 3600.0)]


def expected_duration(interval: float, checkpoint: float, between: float) -> float:
    """Wall time per second of work if interruptions are exponential: pieces of work and checkpoint are repeated until they pass."""
    return between * math.expm1((interval + checkpoint) / between) / interval


class OptimumIntervalTest(unittest.TestCase):
    def test_should_lose_nearly_nothing_against_the_best_interval(self):
        for checkpoint, between in CASES:
            with self.subTest(checkpoint=checkpoint, between=between):
                best = min(expected_duration(seconds, checkpoint, between) for seconds in range(1, int(2 * between), 2))
                chosen = expected_duration(optimum_interval_s(checkpoint, between), checkpoint, between)
                self.assertLess(chosen / best, 1.002)

    def test_should_be_close_to_young_where_checkpoints_are_short(self):
        self.assertAlmostEqual(optimum_interval_s(1, 1e6) / math.sqrt(2e6), 1, delta=0.001)

    def test_should_be_the_published_value(self):
        # sqrt(2 x 300 x 86400) = 7200; Daly: 7200 x (1 + sqrt(300/172800)/3 + 300/172800/9) - 300
        self.assertAlmostEqual(optimum_interval_s(300, 86400), 7001.4, delta=0.1)

    def test_should_be_the_time_between_interruptions_where_checkpoints_are_longer_than_twice_that(self):
        self.assertEqual(optimum_interval_s(200, 100), 100)
        self.assertEqual(optimum_interval_s(500, 100), 100)

    def test_should_refuse_values_that_mean_nothing(self):
        for checkpoint, between in [(0, 100), (-1, 100), (math.nan, 100), (math.inf, 100), (1, 0), (1, -5), (1, math.nan)]:
            with self.subTest(checkpoint=checkpoint, between=between), self.assertRaises(ValueError):
                optimum_interval_s(checkpoint, between)


class CadenceTest(unittest.TestCase):
    def test_should_never_exceed_the_longest_interval(self):
        self.assertEqual(Cadence(30, math.inf, 600).interval_s, 600)
        self.assertEqual(Cadence(30, 1e9, 600).interval_s, 600)
        self.assertLess(Cadence(1, 3600, 600).interval_s, 100)

    def test_should_use_the_measured_duration_of_a_checkpoint(self):
        cadence = Cadence(1, 3600, 1e9)
        cadence.begin(0)
        before = cadence.interval_s
        for start in (100, 300, 500):
            cadence.saved(start, start + 25)
        self.assertEqual(cadence.checkpoint_s, 25)
        self.assertEqual(cadence.interval_s, optimum_interval_s(25, 3600))
        self.assertGreater(cadence.interval_s, before)

    def test_should_keep_the_configured_duration_where_the_clock_measured_none(self):
        cadence = Cadence(1, 3600, 1e9)
        cadence.saved(100, 100)
        self.assertEqual(cadence.checkpoint_s, 1)

    def test_should_save_before_the_step_that_would_exceed_the_interval(self):
        cadence = Cadence(1, math.inf, 10)
        cadence.begin(0)
        self.assertEqual([second for second in range(1, 11) if cadence.is_due(second)], [10])
        cadence = Cadence(1, math.inf, 10)
        cadence.begin(0)
        self.assertEqual([second for second in range(3, 13, 3) if cadence.is_due(second)], [9, 12])

    def test_should_save_after_each_step_that_is_longer_than_the_interval(self):
        cadence = Cadence(1, math.inf, 10)
        cadence.begin(0)
        self.assertTrue(cadence.is_due(25))

    def test_should_not_count_the_checkpoint_as_work(self):
        cadence = Cadence(1, math.inf, 10)
        cadence.begin(0)
        cadence.saved(5, 105)
        self.assertFalse(cadence.is_due(107))

    def test_should_never_let_the_work_since_a_checkpoint_exceed_the_interval(self):
        for seed in range(300):
            randomly = random.Random(seed)
            cadence = Cadence(randomly.uniform(0.01, 2), randomly.uniform(50, 5000), randomly.uniform(5, 60))
            step = randomly.choice([randomly.uniform(0.1, 3), randomly.uniform(3, 100)])
            now = began = 0.0
            cadence.begin(now)
            for _ in range(500):
                now += step
                self.assertLessEqual(now - began, max(cadence.interval_s, step) + 1e-9, f"seed {seed}")
                if cadence.is_due(now):
                    began = now + randomly.uniform(0.01, 2)
                    cadence.saved(now, began)
                    now = began

    def test_should_exceed_the_interval_by_at_most_one_step_where_steps_differ(self):
        for seed in range(300):
            randomly = random.Random(seed)
            longest = randomly.uniform(0.1, 20)
            cadence = Cadence(1, 3600, randomly.uniform(5, 60))
            now = began = 0.0
            cadence.begin(now)
            for _ in range(500):
                now += randomly.uniform(0, longest)
                self.assertLessEqual(now - began, cadence.interval_s + longest, f"seed {seed}")
                if cadence.is_due(now):
                    began = now = now + 1
                    cadence.saved(now - 1, now)

    def test_should_refuse_steps_before_it_began(self):
        with self.assertRaises(RuntimeError):
            Cadence(1, 100, 10).is_due(5)


if __name__ == "__main__":
    unittest.main()
