"""Random ways to damage a folder of files, and a process that may not read everything, as root may."""

import ctypes
import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Damage = Callable[[random.Random, Path, Path], None]
"""Does something to one file, in a folder."""


def files_in(folder: Path) -> list[Path]:
    """The ordinary files below a folder."""
    return sorted(Path(base, name) for base, _, names in os.walk(folder) for name in names)


def _unused(path: Path) -> Path:
    number = 0
    while os.path.lexists(path):
        number += 1
        path = path.with_name(f"{number}-{path.name}")
    return path


def _rename(chance: random.Random, _: Path, file: Path) -> None:
    file.rename(file.with_name(f"{chance.choice(('a', 'zz', 'copy of', 'x y', 'é'))}{file.name}"))


def _capitals(_: random.Random, __: Path, file: Path) -> None:
    file.rename(_unused(file.with_name(file.name.title())))


def _ending(chance: random.Random, _: Path, file: Path) -> None:
    endings = (
        ".yml",
        ".YAML",
        ".Yml",
        ".JSON",
        ".jsn",
        ".yaml.txt",
        ".json.txt",
        ".bak",
        "",
        ".yaml~",
        ".txt",
        ".yaml.",
        ".ymal",
    )
    file.rename(_unused(file.with_name(f"{file.stem}{chance.choice(endings)}")))


def _forbid(_: random.Random, __: Path, file: Path) -> None:
    file.chmod(0)


def _forbid_folder(chance: random.Random, _: Path, file: Path) -> None:
    file.parent.chmod(chance.choice((0, 0o111, 0o444)))


def _link(_: random.Random, folder: Path, file: Path) -> None:
    away = _unused(folder.parent / f"away-{file.name}")
    file.rename(away)
    file.symlink_to(away)


def _link_folder(_: random.Random, folder: Path, file: Path) -> None:
    inside = file.parent
    if inside == folder:
        _link(_, folder, file)
        return
    away = _unused(folder.parent / f"away-{inside.name}")
    inside.rename(away)
    inside.symlink_to(away)


def _dangle(_: random.Random, __: Path, file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere" + file.suffix)


def _circle(_: random.Random, __: Path, file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


def _cut(chance: random.Random, _: Path, file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: chance.randrange(len(data))])


def _cut_lines(chance: random.Random, _: Path, file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[: chance.randrange(len(lines))]))


def _cut_head(chance: random.Random, _: Path, file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[chance.randrange(1, len(lines) + 1) :]))


def _hide(_: random.Random, __: Path, file: Path) -> None:
    file.rename(file.with_name(f".{file.name}"))


def _hide_folder(_: random.Random, folder: Path, file: Path) -> None:
    inside = file.parent
    if inside == folder:
        _hide(_, folder, file)
    else:
        inside.rename(inside.with_name(f".{inside.name}"))


def _move(chance: random.Random, folder: Path, file: Path) -> None:
    below = folder / chance.choice(("more", "node_modules", ".old", "x.yaml", "__pycache__", "..", "a/b"))
    below.mkdir(parents=True, exist_ok=True)
    file.rename(_unused(below / file.name))


def _add(chance: random.Random, folder: Path, _: Path) -> None:
    name, text = chance.choice(
        [
            ("compose.yaml", "x: &a {b: 1}\nservices:\n  web: *a\n"),
            ("many.yml", "kind: A\n---\nkind: B\n"),
            (".github.yaml", "jobs: {}\n"),
            ("package.json", '{"name": "x"}'),
            ("notes.txt", "nothing"),
            ("broken.yaml", "a: [\n"),
            ("list.yaml", "- a\n"),
            ("flags.yaml", "flags:\n  OTHER_FLAG: {label: other}\n"),
        ]
    )
    _unused(folder / name).write_text(text)


def _swap(chance: random.Random, folder: Path, file: Path) -> None:
    other = chance.choice(files_in(folder))
    held = file.read_bytes()
    file.write_bytes(other.read_bytes())
    other.write_bytes(held)


def _overwrite(chance: random.Random, folder: Path, file: Path) -> None:
    file.write_bytes(chance.choice(files_in(folder)).read_bytes())


def _double(chance: random.Random, folder: Path, file: Path) -> None:
    inside = chance.choice((file.parent, folder))
    shutil.copyfile(file, _unused(inside / f"{file.stem} (1){file.suffix}"))


def _empty(_: random.Random, __: Path, file: Path) -> None:
    file.write_bytes(b"")


def _pipe(_: random.Random, __: Path, file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _folder(_: random.Random, __: Path, file: Path) -> None:
    file.unlink()
    file.mkdir()


def _delete(_: random.Random, __: Path, file: Path) -> None:
    file.unlink()


def _delete_folder(_: random.Random, folder: Path, file: Path) -> None:
    if file.parent == folder:
        file.unlink()
    else:
        shutil.rmtree(file.parent)


def _line_ends(_: random.Random, __: Path, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))


DAMAGES: dict[str, Damage] = {
    name.removeprefix("_"): act
    for name, act in list(globals().items())
    if name.startswith("_") and callable(act) and name not in ("_unused",) and not name.startswith("__")
}
HARMLESS = frozenset({"line_ends"})


def restored(folder: Path, original: Path) -> None:
    """The folder as it was, with whatever lies beside it taken away."""
    for base, names, _ in os.walk(folder.parent):
        Path(base).chmod(0o755)
        for name in names:
            if not Path(base, name).is_symlink():
                Path(base, name).chmod(0o755)
    shutil.rmtree(folder.parent)
    folder.parent.mkdir()
    shutil.copytree(original, folder)


def without_the_rights_of_root(act: Callable[[], Any]) -> Any:
    """What an act gives in a process to which a file may be forbidden, as none is to root; a value that JSON can hold."""
    if os.geteuid() != 0:
        return act()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            _give_up_reading_all()
            with os.fdopen(writing, "w") as told:
                json.dump(act(), told)
            code = 0
        except BaseException:
            import traceback

            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, "the other process failed; what it wrote tells why"
    return json.loads(said)


def _give_up_reading_all() -> None:
    """Give up the two capabilities of Linux with which root reads and writes whatever a mode forbids; the rest stays."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)  # the third version of the call, for this process
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable: once for the lower 32, once for the others
    if libc.capget(head, sets) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    override, read_search = 1 << 1, 1 << 2
    sets[0] &= ~(override | read_search)
    if libc.capset(head, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")
