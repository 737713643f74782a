"""Keeps the state of the AWS stand-in (moto) in a file, so that the same estate need not be built again.

POST /moto-api/gleaner/snapshot?write=KEY writes the state of all services and the body of the request to the file of the key; ?read=KEY replaces
the state by that of the file and answers with that body; 404 without such a file. The files that were used last are kept. The environment variable GLEANER_SNAPSHOTS names the folder of the files; without it there is none. A file is only read if
the same moto has written it. It is in Python's own format, which can contain code: the folder has to belong to the user alone, and a key is a name
in it.
"""

import copyreg
import io
import os
import pickle
import re
import sys
import tempfile
import threading

import gleaner_past
import moto
from moto import backends
from moto.core import model_instances
from moto.core.base_backend import AccountSpecificBackend, BackendDict, BaseBackend, backend_lock
from moto.moto_api._internal import urls
from moto.s3.models import FakeKey, s3_backends

PATH = "{0}/moto-api/gleaner/snapshot$"
FOLDER = os.environ.get("GLEANER_SNAPSHOTS", "")
KEY = re.compile("[0-9a-f]{16,64}")
KEPT = 4
FORM = ["gleaner-1", moto.__version__, sys.version]

# What gleaner_metrics derives from the points.
DERIVED = ("gleaner_indexed", "gleaner_index", "gleaner_count", "gleaner_sets")

# References go as deep as the resources that refer to each other.
DEPTH, STACK = 50_000, 512 * 1024 * 1024


def _services():
    """The services with state, by name."""
    return {services.service_name: services for services in BackendDict._instances}


class _Writer(pickle.Pickler):
    dispatch_table = copyreg.dispatch_table.copy()
    dispatch_table[type(threading.Lock())] = lambda lock: (threading.Lock, ())
    dispatch_table[type(threading.RLock())] = lambda lock: (threading.RLock, ())

    def persistent_id(self, thing):
        if isinstance(thing, BaseBackend):
            for services in BackendDict._instances:
                if isinstance(thing, services.backend):
                    return "backend", services.service_name, thing.account_id, thing.region_name
        if isinstance(thing, AccountSpecificBackend):
            return "account", thing.service_name, thing.account_id
        if isinstance(thing, BackendDict):
            return "service", thing.service_name
        return None


class _Reader(pickle.Unpickler):
    def persistent_load(self, reference):
        kind, service, *place = reference
        services = backends.get_backend(service)
        if kind == "service":
            return services
        return services[place[0]] if kind == "account" else _backend(services, *place)


def _backend(services, account, region):
    """The backend, without the state that a new one has."""
    of_account = services[account]
    if region not in of_account.keys():
        dict.__setitem__(of_account, region, services.backend.__new__(services.backend))
    return dict.__getitem__(of_account, region)


def _on_a_deep_stack(task):
    """Runs a task that recurses deeply, while no other thread adds services; returns its result or raises its exception."""
    outcome = {}

    def run():
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(DEPTH)
        try:
            with backend_lock:
                outcome["result"] = task()
        except BaseException as e:
            outcome["error"] = e
        finally:
            sys.setrecursionlimit(limit)

    before = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=run)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]


def _state(body):
    states = {}
    for name, services in _services().items():
        if name != "moto_api":
            for account, region, backend in services.iter_backends():
                states[name, account, region] = {k: v for k, v in backend.__dict__.items() if k not in DERIVED}
    return FORM, states, dict(s3_backends.bucket_accounts), body


def _write(path, body):
    content = io.BytesIO()
    _on_a_deep_stack(lambda: _Writer(content, pickle.HIGHEST_PROTOCOL).dump(_state(body)))
    handle, name = tempfile.mkstemp(dir=FOLDER)
    with os.fdopen(handle, "wb") as file:
        file.write(content.getbuffer())
    os.replace(name, path)
    for old in sorted(os.scandir(FOLDER), key=lambda entry: entry.stat().st_mtime)[:-KEPT]:
        os.remove(old.path)


def _replace_by(file):
    BackendDict.reset()
    model_instances.reset_model_data()
    form, states, buckets, body = _Reader(file).load()
    if form != FORM:
        raise pickle.UnpicklingError("written by another moto")
    for (service, account, region), state in states.items():
        _backend(backends.get_backend(service), account, region).__dict__.update(state)
    s3_backends.bucket_accounts.update(buckets)
    return body


def _read(path):
    os.utime(path)
    with open(path, "rb") as file:
        return _on_a_deep_stack(lambda: _replace_by(file))


def _snapshot(request, full_url, headers):
    if request.method != "POST":
        return 400, {}, "POST only"
    to_write, to_read = request.args.get("write"), request.args.get("read")
    key = to_write or to_read or ""
    if not FOLDER or not KEY.fullmatch(key):
        return 404, {}, "no snapshots here"
    path = os.path.join(FOLDER, key)
    if to_write:
        _write(path, request.data)
        return 200, {}, ""
    if not os.path.exists(path):
        return 404, {}, "no such snapshot"
    body = _read(path)
    gleaner_past.show_past()
    return 200, {}, body


def _keep_sizes(keys):
    known = keys.__setstate__

    def __setstate__(self, state):
        known(self, state)
        # The size is derived from the bytes again, but the extension makes parts of uploads larger than they are.
        self.__dict__.update({name: value for name, value in state.items() if name != "value"})

    keys.__setstate__ = __setstate__


def install():
    _keep_sizes(FakeKey)
    urls.url_paths[PATH] = _snapshot
