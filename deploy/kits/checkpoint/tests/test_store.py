"""Checkpoints in the S3 of the AWS stand-in."""
import random
import unittest
import uuid
from pathlib import Path

import botocore.exceptions
import s3_stand_in

from gleaner_checkpoint import CheckpointStore, DamagedCheckpointsError

BUCKET = "checkpoints"


def writer(**files):
    """Writes files; two underscores in a name stand for a folder."""

    def write(folder):
        for name, content in files.items():
            path = folder / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    return write


def reader(folder):
    """All files with their contents."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


class FailingClient:
    """A client whose calls of one kind fail after some of them, as if the process had ended there."""

    class Ended(Exception):
        pass

    def __init__(self, client, after):
        self._client = client
        self._left = after

    def __getattr__(self, name):
        method = getattr(self._client, name)
        if name not in ("upload_file", "put_object", "delete_object", "delete_objects"):
            return method

        def call(*positional, **named):
            if self._left == 0:
                raise FailingClient.Ended
            self._left -= 1
            return method(*positional, **named)

        return call


@s3_stand_in.required()
class CheckpointStoreTest(unittest.TestCase):
    def setUp(self):
        self.client = s3_stand_in.client()
        self.client.create_bucket(Bucket=BUCKET)
        self.run_name = f"runs/{uuid.uuid4().hex}"
        self.store = CheckpointStore(self.client, BUCKET, self.run_name, keep=2)

    def keys(self):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=self.run_name + "/")
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def numbers(self):
        return sorted({int(key.split("/checkpoint-")[1].split("/")[0]) for key in self.keys()})

    def key(self, number, name):
        return next(key for key in self.keys() if f"/checkpoint-{number}/{name}" in key)

    def test_should_load_what_was_saved(self):
        large = random.Random(1).randbytes(9 << 20)  # more than one part of an upload
        self.store.save(10, writer(weights=large, optimizer__state=b"o", empty=b""))
        loaded = self.store.load_newest(reader)
        self.assertEqual(loaded.number, 10)
        self.assertEqual(loaded.state, {"weights": large, "optimizer/state": b"o", "empty": b""})

    def test_should_be_nothing_before_the_first(self):
        self.assertIsNone(self.store.load_newest(reader))
        CheckpointStore(self.client, BUCKET, self.run_name + "-other").save(5, writer(a=b"other"))
        self.assertIsNone(self.store.load_newest(reader), "the checkpoint of a run whose name begins with this one")

    def test_should_load_the_greatest_number(self):
        for number in (9, 1000, 70):
            self.store.save(number, writer(a=str(number).encode()))
        self.assertEqual(self.store.load_newest(reader).state, {"a": b"1000"})
        self.assertEqual(self.store.whole(), [1000, 70, 9])

    def test_should_not_see_a_checkpoint_before_its_last_call(self):
        self.store.save(1, writer(a=b"1", b=b"1", c=b"1"))
        for calls in range(4):
            with self.assertRaises(FailingClient.Ended):
                CheckpointStore(FailingClient(self.client, calls), BUCKET, self.run_name).save(2, writer(a=b"2", b=b"2", c=b"2"))
            self.assertEqual(self.store.load_newest(reader).number, 1, f"after {calls} calls")
        CheckpointStore(FailingClient(self.client, 4), BUCKET, self.run_name).save(2, writer(a=b"2", b=b"2", c=b"2"))
        self.assertEqual(self.store.load_newest(reader).number, 2)

    def test_should_skip_a_checkpoint_with_a_changed_missing_or_shortened_file(self):
        self.store.save(1, writer(a=b"first"))
        for damage in ("changed", "shortened", "missing", "manifest"):
            with self.subTest(damage=damage):
                self.store.save(2, writer(a=b"second", b=b"b"))
                key = self.key(2, "a.")
                if damage == "changed":
                    self.client.put_object(Bucket=BUCKET, Key=key, Body=b"Second")
                elif damage == "shortened":
                    self.client.put_object(Bucket=BUCKET, Key=key, Body=b"sec")
                elif damage == "missing":
                    self.client.delete_object(Bucket=BUCKET, Key=key)
                else:
                    self.client.put_object(Bucket=BUCKET, Key=self.key(2, "manifest.json"), Body=b'{"version": 1')
                with self.assertLogs("gleaner_checkpoint.store", "WARNING"):
                    self.assertEqual(self.store.load_newest(reader).state, {"a": b"first"})
                self.store.save(2, writer(a=b"second", b=b"b"))  # mends it
                self.assertEqual(self.store.load_newest(reader).number, 2)

    def test_should_not_begin_anew_where_all_checkpoints_are_damaged(self):
        self.store.save(1, writer(a=b"first"))
        self.client.delete_object(Bucket=BUCKET, Key=self.key(1, "a."))
        with self.assertLogs("gleaner_checkpoint.store", "WARNING"), self.assertRaises(DamagedCheckpointsError):
            self.store.load_newest(reader)

    def test_should_not_take_a_refusal_for_nothing(self):
        with self.assertRaises(botocore.exceptions.ClientError):
            CheckpointStore(self.client, "no-such-bucket", self.run_name).load_newest(reader)

        class Refused:
            def __getattr__(self, name):
                return getattr(client, name)

            def get_object(self, **_):
                raise botocore.exceptions.ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject")

        client = self.client
        self.store.save(1, writer(a=b"first"))
        with self.assertRaises(botocore.exceptions.ClientError):
            CheckpointStore(Refused(), BUCKET, self.run_name).load_newest(reader)

    def test_should_not_write_outside_the_folder(self):
        self.store.save(1, writer(a=b"first"))
        manifest = self.key(1, "manifest.json")
        content = self.client.get_object(Bucket=BUCKET, Key=manifest)["Body"].read()
        for name in (b"../a", b"/a", b"x/../../a", b""):
            self.client.put_object(Bucket=BUCKET, Key=manifest, Body=content.replace(b'"name": "a"', b'"name": "' + name + b'"'))
            with self.assertLogs("gleaner_checkpoint.store", "WARNING"), self.assertRaises(DamagedCheckpointsError):
                self.store.load_newest(reader)

    def test_should_keep_the_files_of_a_complete_checkpoint_from_another_writer(self):
        self.store.save(1, writer(a=b"of the first writer"))
        with self.assertRaises(FailingClient.Ended):
            CheckpointStore(FailingClient(self.client, 1), BUCKET, self.run_name).save(1, writer(a=b"of the second writer"))
        self.assertEqual(self.store.load_newest(reader).state, {"a": b"of the first writer"})

    def test_should_delete_old_and_incomplete_checkpoints(self):
        for number in (1, 2, 3, 4):
            self.store.save(number, writer(a=b"a", b=str(number).encode()))
        self.client.put_object(Bucket=BUCKET, Key=f"{self.run_name}/checkpoint-0/a.0", Body=b"incomplete, old")
        self.client.put_object(Bucket=BUCKET, Key=f"{self.run_name}/checkpoint-5/a.0", Body=b"incomplete, being written")
        self.client.put_object(Bucket=BUCKET, Key=f"{self.run_name}/log.txt", Body=b"of somebody else")
        self.store.prune()
        self.assertIn(f"{self.run_name}/log.txt", self.keys())
        self.client.delete_object(Bucket=BUCKET, Key=f"{self.run_name}/log.txt")
        self.assertEqual(self.numbers(), [3, 4, 5])
        self.assertEqual(self.store.load_newest(reader).number, 4)

    def test_should_not_count_a_damaged_checkpoint_as_kept(self):
        for number in (1, 2, 3, 4):
            self.store.save(number, writer(a=str(number).encode()))
        self.client.delete_object(Bucket=BUCKET, Key=self.key(3, "a."))
        self.store.prune()
        self.assertEqual(self.store.whole(), [4, 2])

    def test_should_delete_nothing_without_a_whole_checkpoint(self):
        self.store.save(1, writer(a=b"1"))
        self.store.save(2, writer(a=b"2"))
        for number in (1, 2):
            self.client.delete_object(Bucket=BUCKET, Key=self.key(number, "manifest.json"))
        before = self.keys()
        self.store.prune()
        self.assertEqual(self.keys(), before)

    def test_should_leave_no_damaged_checkpoint_when_a_deletion_is_interrupted(self):
        for calls in range(2):
            for number in (1, 2, 3):
                self.store.save(number, writer(a=b"a", b=b"b"))
            with self.assertRaises(FailingClient.Ended):
                CheckpointStore(FailingClient(self.client, calls), BUCKET, self.run_name, keep=1).prune()
            # A manifest without its files would be reported as damaged.
            with self.assertNoLogs("gleaner_checkpoint.store", "WARNING"):
                for number in (3, 2, 1):
                    if number in self.store.whole():
                        self.assertEqual(self.store.load_newest(reader).number, number)
                        self.client.delete_object(Bucket=BUCKET, Key=self.key(number, "manifest.json"))

    def test_should_refuse_a_checkpoint_without_files_or_number(self):
        with self.assertRaises(ValueError):
            self.store.save(1, lambda folder: None)
        for number in (-1, 10**18):
            with self.assertRaises(ValueError):
                self.store.save(number, writer(a=b"a"))
        with self.assertRaises(ValueError):
            CheckpointStore(self.client, BUCKET, self.run_name, keep=0)

    def test_should_ignore_folders_that_only_look_like_checkpoints(self):
        for folder in ("checkpoint-007", "checkpoint-5-best", "checkpoint-x", "other-9"):
            self.client.put_object(Bucket=BUCKET, Key=f"{self.run_name}/{folder}/manifest.json", Body=b"{}")
        self.assertIsNone(self.store.load_newest(reader))


if __name__ == "__main__":
    unittest.main()
