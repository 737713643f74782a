"""What a training loop sees: resuming, saving when it is time, ending when it is interrupted."""
import unittest
import uuid

import s3_stand_in

from gleaner_checkpoint import Cadence, Checkpointer, CheckpointStore, Interrupted, Interruption

BUCKET = "checkpoints"


class GivenWatcher:
    """A watcher whose knowledge the test sets."""

    interruption = None
    is_rebalance_recommended = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@s3_stand_in.required()
class CheckpointerTest(unittest.TestCase):
    def setUp(self):
        client = s3_stand_in.client()
        client.create_bucket(Bucket=BUCKET)
        self.store = CheckpointStore(client, BUCKET, f"runs/{uuid.uuid4().hex}", keep=2)
        self.watcher = GivenWatcher()
        self.now = 0

    def checkpointer(self, interval=10):
        return Checkpointer(self.store, Cadence(1, float("inf"), interval), self.watcher, clock=lambda: self.now)

    def step(self, checkpoints, number):
        self.now += 1
        return checkpoints.after_step(number, lambda folder: (folder / "step").write_text(str(number)))

    @staticmethod
    def read(folder):
        return int((folder / "step").read_text())

    def test_should_save_at_the_interval_and_keep_the_last(self):
        with self.checkpointer() as checkpoints:
            self.assertIsNone(checkpoints.resume(self.read))
            saved = [number for number in range(1, 36) if self.step(checkpoints, number)]
        self.assertEqual(saved, [10, 20, 30])
        self.assertEqual(self.store.whole(), [30, 20])

    def test_should_resume_from_the_newest(self):
        with self.checkpointer() as checkpoints:
            for number in range(1, 26):
                self.step(checkpoints, number)
        with self.checkpointer() as checkpoints:
            self.assertEqual(checkpoints.resume(self.read), 20)
            self.assertEqual([number for number in range(21, 36) if self.step(checkpoints, number)], [30])

    def test_should_save_and_end_when_interrupted(self):
        with self.checkpointer() as checkpoints:
            self.step(checkpoints, 1)
            self.watcher.interruption = Interruption("spot terminate")
            with self.assertRaises(SystemExit) as ended:
                self.step(checkpoints, 2)
        self.assertIsInstance(ended.exception, Interrupted)
        self.assertEqual(ended.exception.code, 75)
        self.assertEqual(ended.exception.number, 2)
        self.assertEqual(self.store.whole(), [2])

    def test_should_save_once_when_a_rebalance_is_recommended(self):
        with self.checkpointer() as checkpoints:
            self.step(checkpoints, 1)
            self.watcher.is_rebalance_recommended = True
            self.assertEqual([number for number in range(2, 13) if self.step(checkpoints, number)], [2, 12])

    def test_should_save_the_last_step_once(self):
        with self.checkpointer() as checkpoints:
            for number in range(1, 13):
                self.step(checkpoints, number)
            for _ in range(2):
                checkpoints.finish(12, lambda folder: (folder / "step").write_text("12"))
        self.assertEqual(self.store.whole(), [12, 10])

    def test_should_refuse_a_step_before_the_checkpoint_that_was_resumed(self):
        with self.checkpointer() as checkpoints:
            for number in range(1, 11):
                self.step(checkpoints, number)
        with self.checkpointer(interval=1) as checkpoints:
            checkpoints.resume(self.read)
            with self.assertRaisesRegex(ValueError, "resumed"):
                self.step(checkpoints, 1)

    def test_should_go_on_when_old_checkpoints_cannot_be_deleted(self):
        import botocore.exceptions

        def refuse():
            raise botocore.exceptions.ClientError({"Error": {"Code": "AccessDenied"}}, "DeleteObject")

        self.store.prune = refuse
        with self.checkpointer(interval=1) as checkpoints, self.assertLogs("gleaner_checkpoint.training", "WARNING"):
            self.assertTrue(self.step(checkpoints, 1))
        self.assertEqual(self.store.whole(), [1])


if __name__ == "__main__":
    unittest.main()
