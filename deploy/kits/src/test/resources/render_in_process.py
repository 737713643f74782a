"""Runs a program that renders a kit within this process: a start of Python for each set of options takes longer than all that they do."""
import contextlib
import io
import runpy
import subprocess
import sys
from unittest import mock


def run(program, *arguments):
    """What a process of the program would leave: exit code, output and errors."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    command = [str(program), *arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        with mock.patch.object(sys, "argv", command), mock.patch.object(sys, "path", list(sys.path)):
            try:
                runpy.run_path(str(program), run_name="__main__")
            except SystemExit as end:
                code = end.code or 0
    return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())
