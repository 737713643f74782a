"""Reads objects through a rendered module: FOLDER ENDPOINT SCENARIO. Prints what it read."""
import importlib.util
import os
import sys

folder, endpoint, scenario = sys.argv[1:]
if importlib.util.find_spec("s3fs") is None:
    import s3_by_boto3  # registers itself
sys.path.insert(0, folder)
import gleaner_s3_cache as cache

OPTIONS = {"endpoint_url": endpoint}
KEYS = ["a", "b", "c"]


def objects():
    return cache.CachedObjects(KEYS, decode=lambda content: content.decode(), **OPTIONS)


def in_child(work):
    """Runs work in a forked process, as a DataLoader does; returns its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = work()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if scenario == "epochs":
    data = objects()
    for _ in range(3):
        print(*[data[i] for i in range(len(data))])
elif scenario == "workers":
    data = objects()
    print(data[0])

    def read_rest():
        return 0 if [data[i] for i in range(3)] == ["content of a", "content of b", "content of c"] else 3

    print(in_child(read_rest), in_child(read_rest))
elif scenario == "worker-refused":
    data = objects()

    def refused():
        try:
            data[0]
        except RuntimeError as error:
            return 0 if "one process" in str(error) else 3
        return 4

    print(in_child(refused))
elif scenario == "prune":
    files = objects()
    for i in range(3):
        files[i]
    for i, name in enumerate(sorted(name for name in os.listdir(cache.CACHE_STORAGE) if name != "cache")):
        os.utime(os.path.join(cache.CACHE_STORAGE, name), (1000 + i, 1000 + i))
    print(cache.prune(limit=25), len([name for name in os.listdir(cache.CACHE_STORAGE) if name != "cache"]))
    print(*[files[i] for i in range(3)])
elif scenario == "interrupted":
    files = cache.filesystem(**OPTIONS)
    try:
        files.open("lake/train/cut", "rb").read()
        print("read")
    except Exception:
        print("failed")
    print(len([name for name in os.listdir(cache.CACHE_STORAGE) if name != "cache"]))
elif scenario == "configuration":
    import json

    import fsspec

    protocol = next(iter(json.load(open(os.path.join(folder, "gleaner-s3-cache.json")))))
    for _ in range(2):
        options = {**OPTIONS, "use_listings_cache": False}
        with fsspec.open(protocol + "::s3://lake/train/a", "rb", s3=options) as file:
            print(file.read().decode())
    print(sorted(os.listdir(cache.CACHE_STORAGE)) != [])
