"""Extends the AWS stand-in (moto) by what it lacks, and by resources that are old and large.

Python loads this module at its start. It loads all modules gleaner_NAME beside it, each of which extends moto by its function install.
"""

import importlib
import pathlib

try:
    import moto.moto_api._internal.urls  # noqa: F401
except ImportError:
    pass  # another program with the same environment
else:
    for _module in sorted(pathlib.Path(__file__).parent.glob("gleaner_*.py")):
        importlib.import_module(_module.stem).install()
