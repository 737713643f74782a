"""Takes many objects and many points of metrics in one request, as a request of its own for each takes most of the time of building an estate.

POST /moto-api/gleaner/objects?bucket=NAME takes a JSON array of objects, which are put into the bucket in this order:

  key, body           the bytes in base64
  type, encoding      values of Content-Type and Content-Encoding; may be absent

POST /moto-api/gleaner/points?region=REGION&namespace=NAME takes a JSON array of statistic sets:

  name, unit, at      at in milliseconds since 1970
  dimensions          values by name
  count, sum, min, max

Both are what PutObject and PutMetricData do in the account of the stand-in.
"""

import base64
import json
from datetime import datetime, timezone

from moto.cloudwatch.models import cloudwatch_backends
from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_api._internal import urls
from moto.s3.models import s3_backends

OBJECTS = "{0}/moto-api/gleaner/objects$"
POINTS = "{0}/moto-api/gleaner/points$"


def _put_objects(request, full_url, headers):
    if request.method != "POST":
        return 400, {}, "POST only"
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for given in json.loads(request.data):
        put = backend.put_object(request.args["bucket"], given["key"], base64.b64decode(given["body"]))
        kinds = {"Content-Type": given.get("type"), "Content-Encoding": given.get("encoding")}
        put.set_metadata({name: value for name, value in kinds.items() if value})
    return 200, {}, ""


def _datum(point):
    return {
        "MetricName": point["name"],
        "Unit": point["unit"],
        "Timestamp": datetime.fromtimestamp(point["at"] / 1000, timezone.utc).replace(tzinfo=None),
        "Dimensions": [{"Name": name, "Value": value} for name, value in point["dimensions"].items()],
        "StatisticValues": {
            "SampleCount": point["count"],
            "Sum": point["sum"],
            "Minimum": point["min"],
            "Maximum": point["max"],
        },
    }


def _put_points(request, full_url, headers):
    if request.method != "POST":
        return 400, {}, "POST only"
    backend = cloudwatch_backends[DEFAULT_ACCOUNT_ID][request.args["region"]]
    backend.put_metric_data(request.args["namespace"], [_datum(point) for point in json.loads(request.data)])
    return 200, {}, ""


def install():
    urls.url_paths[OBJECTS] = _put_objects
    urls.url_paths[POINTS] = _put_points
