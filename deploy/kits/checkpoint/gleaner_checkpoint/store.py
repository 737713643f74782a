"""Checkpoints of one run in S3, each of which is there as a whole or not at all."""
from __future__ import annotations

import hashlib
import json
import logging
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, Generic, Iterator, Optional, TypeVar

from botocore.exceptions import ClientError

_LOG = logging.getLogger(__name__)

T = TypeVar("T")

_MANIFEST = "manifest.json"
_VERSION = 1
_FOLDER = re.compile(r"checkpoint-([0-9]{1,18})/")
_PIECE = 1 << 20
# DeleteObjects takes at most this many keys.
_DELETED_AT_ONCE = 1000
# Letters of the hash in the key of a file.
_HASH = 16


class DamagedCheckpointsError(RuntimeError):
    """Checkpoints were saved, but none of them can be read any more. To begin anew, choose another run."""


class _Damaged(Exception):
    """This checkpoint is not as its manifest says."""


@dataclass(frozen=True)
class Loaded(Generic[T]):
    """A checkpoint that was read: its number, and what the reader made of its files."""

    number: int
    state: T


@dataclass(frozen=True)
class _File:
    name: str
    key: str
    size: int
    sha256: str


class CheckpointStore:
    """The checkpoints at s3://bucket/run/checkpoint-NUMBER/. A run has one writer at a time.

    The manifest with the sizes and hashes of all files is written last. Without it there is no checkpoint, so that a
    process that is killed while it saves leaves the previous one as the newest. The key of a file contains its hash: a
    writer that was thought to be dead cannot change a file of a complete checkpoint.
    """

    def __init__(self, client: Any, bucket: str, run: str, keep: int = 3) -> None:
        if keep < 1:
            raise ValueError(f"keep is {keep}, but at least one checkpoint has to be kept")
        self._client = client
        self._bucket = bucket
        self._prefix = run.strip("/") + "/"
        self._keep = keep

    def save(self, number: int, write: Callable[[Path], object]) -> None:
        """Saves the files that write puts into an empty folder. The checkpoint is there when this returns."""
        if not 0 <= number < 10**18:
            raise ValueError(f"{number} is no number of a checkpoint")
        with tempfile.TemporaryDirectory(prefix="checkpoint-") as temporary:
            folder = Path(temporary)
            write(folder)
            paths = sorted(path for path in folder.rglob("*") if path.is_file())
            if not paths:
                raise ValueError("no file was written")
            files = [self._upload(number, folder, path) for path in paths]
        manifest = {
            "version": _VERSION,
            "number": number,
            "savedAt": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "files": [{"name": file.name, "key": file.key, "bytes": file.size, "sha256": file.sha256} for file in files],
        }
        self._client.put_object(
            Bucket=self._bucket,
            Key=self._folder(number) + _MANIFEST,
            Body=json.dumps(manifest, indent=1).encode(),
            ContentType="application/json",
        )

    def load_newest(self, read: Callable[[Path], T]) -> Optional[Loaded[T]]:
        """Reads the newest whole checkpoint from a folder with its files; None if there was never one.

        One of which a file is missing or changed is skipped with a warning. DamagedCheckpointsError if that is true of all.
        """
        damaged = []
        for number in self._numbers():
            try:
                files = self._manifest(number)
                if files is None:
                    continue
                with tempfile.TemporaryDirectory(prefix="checkpoint-") as temporary:
                    self._download(files, Path(temporary))
                    return Loaded(number, read(Path(temporary)))
            except _Damaged as damage:
                _LOG.warning("checkpoint %d of s3://%s/%s is damaged: %s", number, self._bucket, self._prefix, damage)
                damaged.append(number)
        if damaged:
            raise DamagedCheckpointsError(f"all checkpoints of s3://{self._bucket}/{self._prefix} are damaged: {damaged}")
        return None

    def whole(self) -> list[int]:
        """The numbers of the checkpoints of which all files are there in their size, the greatest first."""
        return [number for number in self._numbers() if self._is_whole(number)]

    def prune(self) -> None:
        """Deletes what is older than the last whole checkpoints that are kept, and incomplete ones before the newest.

        An incomplete one after the newest is left: somebody may be writing it.
        """
        numbers = self._numbers()
        kept: list[int] = []
        for number in numbers:
            if len(kept) < self._keep and self._is_whole(number):
                kept.append(number)
            elif kept:
                self._delete(number)

    def _folder(self, number: int) -> str:
        return f"{self._prefix}checkpoint-{number}/"

    def _numbers(self) -> list[int]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + "checkpoint-", Delimiter="/"
        )
        found = [
            _FOLDER.fullmatch(entry["Prefix"][len(self._prefix) :]) for page in pages for entry in page.get("CommonPrefixes", [])
        ]
        # checkpoint-007/ is none of ours: its number would lead to another folder.
        return sorted((int(match[1]) for match in found if match and str(int(match[1])) == match[1]), reverse=True)

    def _upload(self, number: int, folder: Path, path: Path) -> _File:
        sha256 = _sha256(path)
        name = path.relative_to(folder).as_posix()
        key = f"{self._folder(number)}{name}.{sha256[:_HASH]}"
        self._client.upload_file(str(path), self._bucket, key)
        return _File(name, key, path.stat().st_size, sha256)

    def _manifest(self, number: int) -> Optional[list[_File]]:
        """The files of a checkpoint; None if it is incomplete."""
        try:
            content = self._client.get_object(Bucket=self._bucket, Key=self._folder(number) + _MANIFEST)["Body"].read()
        except ClientError as error:
            if _is_missing(error):
                return None
            raise  # no permission, for example, does not mean that there is nothing
        try:
            manifest = json.loads(content)
            if manifest["version"] != _VERSION or manifest["number"] != number or not manifest["files"]:
                raise _Damaged("the manifest is of another version or number, or empty")
            files = [_File(str(f["name"]), str(f["key"]), int(f["bytes"]), str(f["sha256"])) for f in manifest["files"]]
        except (ValueError, KeyError, TypeError) as error:
            raise _Damaged(f"the manifest cannot be read: {error!r}") from error
        for file in files:
            parts = file.name.split("/")
            if not file.key.startswith(self._folder(number)) or any(part in ("", ".", "..") for part in parts):
                raise _Damaged(f"the manifest names {file.name} at {file.key}")
        return files

    def _download(self, files: list[_File], folder: Path) -> None:
        for file in files:
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._client.download_file(self._bucket, file.key, str(path))
            except ClientError as error:
                if _is_missing(error):
                    raise _Damaged(f"{file.key} is missing") from error
                raise
            if path.stat().st_size != file.size or _sha256(path) != file.sha256:
                raise _Damaged(f"{file.key} is not what was saved")

    def _is_whole(self, number: int) -> bool:
        try:
            files = self._manifest(number)
        except _Damaged:
            return False
        if files is None:
            return False
        sizes = dict(self._objects(number))
        return all(sizes.get(file.key) == file.size for file in files)

    def _objects(self, number: int) -> Iterator[tuple[str, int]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._folder(number))
        for page in pages:
            for entry in page.get("Contents", []):
                yield entry["Key"], entry["Size"]

    def _delete(self, number: int) -> None:
        """The manifest goes first: what is left of a deletion that is interrupted is no checkpoint."""
        self._client.delete_object(Bucket=self._bucket, Key=self._folder(number) + _MANIFEST)
        keys = [key for key, _ in self._objects(number)]
        for start in range(0, len(keys), _DELETED_AT_ONCE):
            answer = self._client.delete_objects(
                Bucket=self._bucket,
                Delete={"Objects": [{"Key": key} for key in keys[start : start + _DELETED_AT_ONCE]], "Quiet": True},
            )
            for error in answer.get("Errors", []):
                _LOG.warning("%s was not deleted: %s", error.get("Key"), error.get("Code"))


def _is_missing(error: ClientError) -> bool:
    return error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
