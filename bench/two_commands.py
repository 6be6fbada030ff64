"""How long a trivial typer app takes to start, with the typer of this environment: median of 21 runs, in milliseconds.

    python bench/two_commands.py

Run it in an environment with the typer to measure; docs/decisions/0001-dependencies.md quotes two of them.
"""

import statistics
import subprocess
import sys
import time
from importlib.metadata import version

APP = """
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated
import typer

class Format(Enum):
    TEXT = "text"
    JSON = "json"

app = typer.Typer()

@app.command()
def one(files: list[Path], format: Annotated[Format, typer.Option()] = Format.TEXT) -> None:
    print("with pydantic" if "pydantic" in sys.modules else "without pydantic")

@app.command()
def two(number: int = 1) -> None: ...

app()
"""

if __name__ == "__main__":
    times = []
    for _ in range(21):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", APP, "one", "x"], check=True, capture_output=True, text=True)
        times.append((time.perf_counter() - start) * 1000)
    print(f"typer {version('typer')}: {statistics.median(times):.0f} ms, {done.stdout.strip()}")
