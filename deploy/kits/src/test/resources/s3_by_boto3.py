"""The protocol s3 of fsspec by boto3, for machines without s3fs: as much of it as the cache kit's module uses.

Like s3fs it is asynchronous and identifies an object by what HEAD says about it.
"""
import boto3
import fsspec
from fsspec.asyn import AsyncFileSystem
from fsspec.utils import tokenize


class S3ByBoto3(AsyncFileSystem):
    protocol = "s3"

    def __init__(self, endpoint_url=None, client_kwargs=None, use_listings_cache=True, **kwargs):
        super().__init__(**kwargs)
        if use_listings_cache:
            raise ValueError("the module must turn off the cache of listings")
        self.client = boto3.client("s3", endpoint_url=endpoint_url, **(client_kwargs or {}))

    @classmethod
    def _strip_protocol(cls, path):
        return path.removeprefix("s3://")

    async def _info(self, path, **kwargs):
        bucket, key = self._strip_protocol(path).split("/", 1)
        head = self.client.head_object(Bucket=bucket, Key=key)
        return {"name": path, "type": "file", "size": head["ContentLength"], "ETag": head["ETag"]}

    async def _get_file(self, rpath, lpath, **kwargs):
        bucket, key = self._strip_protocol(rpath).split("/", 1)
        body = self.client.get_object(Bucket=bucket, Key=key)["Body"]
        with open(lpath, "wb") as file:
            for piece in body.iter_chunks(65536):
                file.write(piece)

    def ukey(self, path):
        return tokenize(self.info(path))


fsspec.register_implementation("s3", S3ByBoto3, clobber=True)
