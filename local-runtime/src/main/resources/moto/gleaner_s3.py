"""Extends S3 of the AWS stand-in (moto).

Of an upload that is set in the past the id is the upload id, bytes are those of its only part, and bucket is its bucket; of a bucket the id
is its name. Sizes of buckets in CloudWatch are those that were put; moto's own are those of the few bytes in its buckets.
"""

import gleaner_past
from gleaner_past import utc
from moto.s3.models import S3Backend, s3_backends


def _show_uploads():
    from moto.s3 import responses

    serialized = responses.S3Response.serialized
    if hasattr(serialized, "of_gleaner"):
        return

    def with_times(self, action_result):
        if isinstance(action_result.result, dict):
            for shown in action_result.result.get("Uploads", ()):
                upload = self.backend.get_bucket(self.bucket_name).multiparts[shown["UploadId"]]
                shown["Initiated"] = getattr(upload, "gleaner_initiated", shown["Initiated"])
        return serialized(self, action_result)

    with_times.of_gleaner = True
    responses.S3Response.serialized = with_times


def _set_bucket(resource):
    bucket = s3_backends[resource["account"]]["aws"].get_bucket(resource["id"])
    bucket.creation_date = utc(resource["created"])


def _set_upload(resource):
    backend = s3_backends[resource["account"]]["aws"]
    upload = backend.get_bucket(resource["bucket"]).multiparts[resource["id"]]
    upload.gleaner_initiated = utc(resource["created"]).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for part in upload.parts.values():
        part.contentsize = resource["bytes"]


def install():
    S3Backend.get_cloudwatch_metrics = classmethod(lambda cls, account_id, region: [])
    gleaner_past.show(_show_uploads)
    gleaner_past.add("bucket", _set_bucket)
    gleaner_past.add("upload", _set_upload)
