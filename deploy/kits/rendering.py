"""What the programs that render kits have in common: usage, refusals, findings, and the files they write."""
import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, NoReturn, Optional, Sequence


def refuse(message: str) -> NoReturn:
    """Ends with exit code 1."""
    print(f"cannot render: {message}", file=sys.stderr)
    sys.exit(1)


def misused(message: str) -> NoReturn:
    """Prints the usage, which is the documentation of the program, and ends with exit code 2."""
    print(f"{message}\n{sys.modules['__main__'].__doc__}", file=sys.stderr)
    sys.exit(2)


class Parser(argparse.ArgumentParser):
    """Prints the usage of the program instead of a generated one."""

    def error(self, message: str) -> NoReturn:
        misused(message)

    def print_help(self, file: Any = None) -> None:
        misused("")


class Finding:
    """What a kit reads of a finding: a file with the answer of GET /api/findings/{id}."""

    def __init__(self, file: str, rules: Sequence[str]) -> None:
        try:
            content = json.loads(Path(file).read_text(encoding="utf-8"))
        except OSError as error:
            refuse(f"{file} cannot be read: {error.strerror}")
        except ValueError:
            refuse(f"{file} is not JSON")
        if not isinstance(content, dict):
            refuse(f"{file} is not one finding but a list; take one with GET /api/findings/{{id}}")
        if content.get("rule") not in rules:
            refuse(f"the rule of the finding is {content.get('rule')}, not {' or '.join(rules)}")
        self.content: Dict[str, Any] = content

    @property
    def state(self) -> str:
        return str(self.content.get("state") or self.content.get("status") or "open").lower()

    def evidence(self, name: str, unit: str) -> Optional[float]:
        """The value of an evidence; None if the finding has none of this name."""
        for each in self.content.get("evidence") or []:
            if isinstance(each, dict) and each.get("name") == name:
                if each.get("unit") != unit:
                    refuse(f"the {name} of the finding is in {each.get('unit')}, not in {unit}")
                value = each.get("value")
                if isinstance(value, bool) or not isinstance(value, (int, float)):
                    refuse(f"the {name} of the finding is {value!r}, not a number")
                return float(value)
        return None


def write(outdir: Path, files: Dict[str, str], force: bool) -> None:
    """Writes all files or none."""
    if outdir.exists() and not outdir.is_dir():
        refuse(f"{outdir} is not a folder")
    for name in files:
        if (outdir / name).exists() and not force:
            refuse(f"{outdir / name} exists; --force overwrites it")
    try:
        outdir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=outdir, prefix=".render.") as work:
            for name, content in files.items():
                Path(work, name).write_text(content, encoding="utf-8")
            for name in files:
                os.chmod(Path(work, name), 0o644)
                os.replace(Path(work, name), outdir / name)
    except OSError as error:
        refuse(f"nothing can be written to {outdir}: {error.strerror}")
