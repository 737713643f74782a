"""Finds the service and the parameters of a request to the AWS stand-in (moto) in less time.

moto lists its folders and tries the patterns of all services for each request, one request at a time, and while it parses a request of the
query protocol it goes through all parameters for each part of each element: a PutMetricData of 150 points takes a tenth of a second. Here the
service of a host is kept, and parameters are found in their sorted order. The answers are the same.

Both concern the inside of moto, so that a version without these functions is left as it is.
"""

from bisect import bisect_left


def _keep_services_of_hosts(dispatcher):
    find = dispatcher.get_backend_for_host

    def get_backend_for_host(self, host):
        kept = self.__dict__.setdefault("gleaner_services", {})
        service = kept.get(host)
        if service is None:
            service = find(self, host)
            if service is not None:
                kept[host] = service
        return service

    dispatcher.get_backend_for_host = get_backend_for_host


def _find_parameters_in_order(query_parser):
    def _gonna_recurse(self, query_params, prefix):
        if prefix == "":
            return False
        of, names = getattr(self, "gleaner_names", (None, None))
        if of is not query_params:
            names = sorted(query_params)
            self.gleaner_names = query_params, names
        at = bisect_left(names, prefix)
        return at == len(names) or not names[at].startswith(prefix)

    query_parser._gonna_recurse = _gonna_recurse


def install():
    try:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication
    except ImportError:
        pass
    else:
        if hasattr(DomainDispatcherApplication, "get_backend_for_host"):
            _keep_services_of_hosts(DomainDispatcherApplication)
    try:
        from moto.core.parse import QueryParser
    except ImportError:
        pass
    else:
        if hasattr(QueryParser, "_gonna_recurse"):
            _find_parameters_in_order(QueryParser)
