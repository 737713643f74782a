"""The S3 of the AWS stand-in at the address in the variable S3_STAND_IN, for the tests."""
import os
import unittest

import boto3

ENDPOINT = os.environ.get("S3_STAND_IN")


def client(session=None):
    """A client of it, with a connection of its own."""
    return (session or boto3).client(
        "s3",
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def required():
    """Skips a test where there is no stand-in."""
    return unittest.skipUnless(ENDPOINT, "S3_STAND_IN is not set: start moto_server and set it to its address")
