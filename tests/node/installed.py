"""Packages from npm for the tests that run in node.

They are installed once, in a folder below the system's temporary one that later runs find again. Where there is no node, or a
package cannot be had, the test is skipped with a warning; where `INFUSION_PATHWAYS_NODE=required` is set, as in `.ci/run`, that
is a failure.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

VARIABLE = "INFUSION_PATHWAYS_NODE"
PROGRAMS = ("node", "npm")
EXACT = re.compile(r"(@[\w.-]+/)?[\w.-]+@\d+\.\d+\.\d+([-+][\w.+-]+)?")


def node_packages(*specs: str) -> Path:
    """A folder whose `node_modules` has the packages, each named with its exact version (`ajv@8.17.1`).

    Skips the test, or fails it, where they cannot be had.
    """
    inexact = [spec for spec in specs if not EXACT.fullmatch(spec)]
    if inexact:
        raise ValueError(f"no exact version: {', '.join(inexact)}")
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        not_tested(f"no {' and no '.join(missing)} on this machine")
    found = _installed(tuple(sorted(specs)))
    return found if isinstance(found, Path) else not_tested(found)


def not_tested(why: str) -> NoReturn:
    """Fail where node is required, else warn and skip."""
    told = f"NOT TESTED: {why}; nothing was run in node"
    if os.environ.get(VARIABLE) == "required":
        pytest.fail(f"{told}, and {VARIABLE}=required", pytrace=False)
    warnings.warn(told, stacklevel=3)
    pytest.skip(told)


@cache
def _installed(specs: tuple[str, ...]) -> Path | str:
    """The folder, or why there is none. What is half installed is never found: it gets its name when it is whole."""
    name = hashlib.sha256("\n".join(specs).encode()).hexdigest()[:16]
    kept = Path(tempfile.gettempdir()) / f"infusion-pathways-node-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    if kept.is_symlink() or kept.stat().st_uid != os.getuid():
        return f"{kept} belongs to somebody else"
    folder = kept / name
    if not folder.is_dir():
        with tempfile.TemporaryDirectory(dir=kept) as made:
            (Path(made) / "whole").mkdir()
            told = _install(specs, Path(made) / "whole")
            if told:
                return told
            try:
                (Path(made) / "whole").rename(folder)
            except OSError:  # another process of the tests was quicker
                assert folder.is_dir()
    return folder


def _install(specs: tuple[str, ...], folder: Path) -> str:
    """Install them, without a lock file and without running what they bring along; why it failed, if it did."""
    quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1"]
    try:
        done = subprocess.run(
            ["npm", "install", *quiet, "--prefix", str(folder), *specs], cwd=folder, capture_output=True, text=True, timeout=300
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm could not install {', '.join(specs)} ({type(error).__name__})"
    return "" if done.returncode == 0 else f"npm could not install {', '.join(specs)}: {done.stderr.strip()[-400:]}"
