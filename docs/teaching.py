"""Run the commands of docs/teaching.md and write what they print under them.

python docs/teaching.py            # run and write
python docs/teaching.py --check    # run; exit 1 if the page says otherwise

The commands run one after another in an empty folder beside which `scenarios` and `docs/teaching` can be reached. A line `[...]`
on the page stands for lines left out; the line that names the version of the rules is left out everywhere.
"""

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infusion_pathways.cli.app import run

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "teaching.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "[...]"


def refreshed(page: str, folder: Path) -> str:
    """The page with what its commands print today; raises ValueError where a command fails or a kept line is gone."""
    for name in ("scenarios", "docs"):
        (folder / name).symlink_to(ROOT / name)
    with _inside(folder):
        return BLOCK.sub(lambda found: f"```console\n{_block(found[1])}```", page)


def _block(block: str) -> str:
    commands = re.split(r"^(?=\$ )", block, flags=re.MULTILINE)
    return "".join(_command(part) for part in commands if part)


def _command(part: str) -> str:
    line, _, shown = part.partition("\n")
    printed = output_of(line.removeprefix("$ "))
    return f"{line}\n{kept(shown, printed)}"


def output_of(line: str) -> str:
    """What a command line prints; `>` sends it to a file, and then nothing is printed."""
    command, _, target = line.partition(" > ")
    program, *arguments = shlex.split(command)
    if program != "pathways":
        raise ValueError(f"not a command of this program: {line}")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run(arguments)
    if code:
        raise ValueError(f"exit code {code}: {line}")
    if target:
        Path(target.strip()).write_text(out.getvalue(), encoding="utf-8")
        return ""
    return re.sub(r"^Rules: .*\n", "", out.getvalue(), flags=re.MULTILINE)


def kept(shown: str, printed: str) -> str:
    """What is printed, without what the page leaves out: parts before, between and after marks are found by their first and
    last line."""
    lines = shown.splitlines()
    if LEFT_OUT not in lines:
        return printed
    now, told, at = printed.splitlines(), [], 0
    groups = _groups(lines)
    for number, group in enumerate(groups):
        if number:
            told.append(LEFT_OUT)
        if not group:
            continue
        start = now.index(group[0], at) if number else 0
        at = now.index(group[-1], start) + 1 if number < len(groups) - 1 else len(now)
        told += now[start:at]
    return "\n".join(told) + "\n"


def _groups(lines: list[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in lines:
        if line == LEFT_OUT:
            groups.append([])
        else:
            groups[-1].append(line)
    return groups


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def main(arguments: list[str]) -> int:
    """Refresh the page, or with `--check` only say whether it is current."""
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        now = refreshed(page, Path(folder))
    if "--check" in arguments:
        if now != page:
            print(f"docs/{PAGE.name} is out of date: run python docs/teaching.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
