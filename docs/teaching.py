"""Run the commands of docs/teaching.md and docs/authoring.md and write what they print under them.

python docs/teaching.py            # run and write
python docs/teaching.py --check    # run; exit 1 if a page says otherwise

The commands of a page run one after another in an empty folder from which `scenarios` and `docs/teaching` can be reached. A line
`[...]` on the page stands for lines left out; the line that names the version of the rules is left out everywhere. What stands
behind a command as `# exit code 1` says that it is to end so. A block behind `<!-- write: FILE -->` becomes that file, and one in
the language `diff` behind `<!-- edit: FILE -->` changes it, as a reader would.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infusion_pathways.cli.app import run

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "docs" / "teaching.md", ROOT / "docs" / "authoring.md"]
BLOCK = re.compile(r"^(?:<!-- (write|edit): (\S+) -->\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDS = re.compile(r"  # exit code (\d+)$")
LEFT_OUT = "[...]"


def refreshed(page: str, folder: Path) -> str:
    """The page with what its commands print today; raises ValueError where a command fails or a kept line is gone."""
    for name in ("scenarios", "docs"):
        (folder / name).symlink_to(ROOT / name)
    with _inside(folder):
        return BLOCK.sub(_done, page)


def _done(found: re.Match[str]) -> str:
    """A block of the page after what it says was done: what is written stays, what is printed is written anew."""
    what, file, language, text = found.groups()
    if what == "write":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(text, encoding="utf-8")
    elif what == "edit":
        edit(Path(file), text)
    return f"```console\n{_block(text)}```" if language == "console" else found[0]


def edit(file: Path, diff: str) -> None:
    """Change a file as a diff says whose lines must stand in it once; raises ValueError where they do not."""
    before = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in " -")
    after = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in " +")
    text = file.read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise ValueError(f"{file}: these lines stand in it {text.count(before)} times:\n{before}")
    file.write_text(text.replace(before, after), encoding="utf-8")


def _block(block: str) -> str:
    commands = re.split(r"^(?=\$ )", block, flags=re.MULTILINE)
    return "".join(_command(part) for part in commands if part)


def _command(part: str) -> str:
    line, _, shown = part.partition("\n")
    printed = output_of(line.removeprefix("$ "))
    return f"{line}\n{kept(shown, printed)}"


def output_of(line: str) -> str:
    """What a command line prints; `>` sends it to a file, and then nothing is printed."""
    ends = ENDS.search(line)
    command, _, target = ENDS.sub("", line).partition(" > ")
    program, *arguments = shlex.split(command)
    if (program, arguments[:1]) == ("cp", ["-r"]):
        shutil.copytree(*arguments[1:])
        return ""
    if program != "pathways":
        raise ValueError(f"not a command of this program: {line}")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run(arguments)
    if code != (int(ends[1]) if ends else 0):
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
    """Refresh the pages, or with `--check` only say whether they are current."""
    stale = 0
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            now = refreshed(page, Path(folder))
        if "--check" not in arguments:
            path.write_text(now, encoding="utf-8")
        elif now != page:
            print(f"docs/{path.name} is out of date: run python docs/teaching.py", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
