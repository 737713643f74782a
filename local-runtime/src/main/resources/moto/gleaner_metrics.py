"""Reads metrics of the AWS stand-in (moto) by an index.

For each period of each query moto goes through the points of all metrics, so that weeks of points of five minutes take minutes to read. Here
points are found by namespace, name and dimensions and divided among the periods in one pass; moto's own statistics compute the value of each
period, and its own GetMetricData, asked about no points, gives the form of the answer. Only the namespace counts too, which moto ignores if
there are dimensions.

A statistic set that is written for a metric and a time again replaces the earlier one: whoever writes the metrics of the simulated estate
and was interrupted does not know what was written, and repeats it. Twice the bytes of an hour would be counted otherwise.

A metric is found whatever the order of its dimensions: moto's order of them is none as soon as there are several, so that it misses metrics of
interface endpoints.

Queries without dimensions, expressions and queries whose result is not returned are left to moto.
"""

import copy
import threading
from datetime import timedelta

from dateutil import parser
from moto.cloudwatch.models import CloudWatchBackend, Dimension, MetricAggregatedDatum, Statistics

# moto answers each request in a thread of its own: two that index the same points would count them twice.
LOCK = threading.Lock()

KNOWN = CloudWatchBackend.get_metric_data
KNOWN_PUT = CloudWatchBackend.put_metric_data


def _key(namespace, name, dimensions):
    return namespace, name, tuple(sorted(dimensions))


def _key_of_request(namespace, request, dimensions):
    return _key(namespace, request["MetricName"], ((d["Name"], d["Value"]) for d in dimensions))


def _index(backend):
    """The points of each metric; to be called with the lock. A reset makes another backend; moto only appends points to one."""
    points = backend.metric_data
    if getattr(backend, "gleaner_indexed", None) is not points:
        backend.gleaner_indexed, backend.gleaner_index, backend.gleaner_count = points, {}, 0
        backend.gleaner_sets = {}
    new = points[backend.gleaner_count :]
    for point in new:
        key = _key(point.namespace, point.name, ((d.name, d.value) for d in point.dimensions))
        backend.gleaner_index.setdefault(key, []).append(point)
        if isinstance(point, MetricAggregatedDatum):
            backend.gleaner_sets[key, point.timestamp] = point
    backend.gleaner_count += len(new)
    return backend.gleaner_index


def _is_of_a_metric(query):
    return query.get("MetricStat", {}).get("Metric", {}).get("Dimensions") and query.get("ReturnData", True) in (True, "true")


def _read(backend, query, start, end, scan_by):
    stat = query["MetricStat"]
    metric = stat["Metric"]
    key = _key_of_request(metric["Namespace"], metric, metric["Dimensions"])
    with LOCK:
        points = list(_index(backend).get(key, []))
    period, unit = timedelta(seconds=int(stat["Period"])), stat.get("Unit")
    periods = {}
    for point in points:
        if start <= point.timestamp < end and (not unit or point.unit == unit):
            periods.setdefault((point.timestamp - start) // period, []).append(point)
    view = copy.copy(backend)
    view.get_all_metrics = list
    [result] = KNOWN(view, [query], start, min(end, start + period), scan_by)
    for number in sorted(periods, reverse=scan_by == "TimestampDescending"):
        statistics = Statistics([stat["Stat"]], start + number * period)
        statistics.metric_data = periods[number]
        result["timestamps"].append(statistics.timestamp)
        # The name of the list depends on the version.
        result["vals" if "vals" in result else "values"].append(statistics.get_statistics_for_type(stat["Stat"]))
    return result


def _get_metric_data(self, queries, start_time, end_time, scan_by="TimestampAscending"):
    start, end = start_time.replace(microsecond=0), end_time.replace(microsecond=0)
    if start >= end or not all(_is_of_a_metric(query) for query in queries):
        return KNOWN(self, queries, start_time, end_time, scan_by)
    return [_read(self, query, start, end, scan_by) for query in queries]


def _known_set(backend, namespace, datum):
    """The statistic set of the same metric and time; None without one."""
    time = datum.get("Timestamp")
    time = parser.parse(time) if isinstance(time, str) else time
    dimensions = datum.get("Dimensions") or datum.get("Dimensions.member") or []
    return backend.gleaner_sets.get((_key_of_request(namespace, datum, dimensions), time))


def _put_metric_data(self, namespace, metric_data):
    with LOCK:
        _index(self)
        new = []
        for datum in metric_data:
            stats = datum.get("StatisticValues")
            known = _known_set(self, namespace, datum) if stats else None
            if known is None:
                new.append(datum)
            else:
                known.sum, known.sample_count = float(stats["Sum"]), float(stats["SampleCount"])
                known.min, known.max = float(stats["Minimum"]), float(stats["Maximum"])
        KNOWN_PUT(self, namespace, new)


def _order(dimension, other):
    return (dimension.name, dimension.value or "") < (other.name, other.value or "")


def install():
    Dimension.__lt__ = _order
    CloudWatchBackend.get_metric_data = _get_metric_data
    CloudWatchBackend.put_metric_data = _put_metric_data
