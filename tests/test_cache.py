"""The cache of packs only ever costs or saves time: the answer is the same with it, without it, and when it is damaged."""

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import Pack, advise, load_pack, load_scenario
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.pack import cache
from infusion_pathways.pack.load import load_with_sections
from infusion_pathways.trace.plain import json_of
from tests.conftest import ROOT
from tests.sizes import sized

TINY = Path(__file__).parent / "packs" / "tiny"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    return tmp_path


def test_a_pack_is_stored_once_and_read_the_same(folder: Path) -> None:
    """The first load writes one entry, the second reads it, and both give the same rules."""
    first = load_pack(TINY)
    (entry,) = folder.glob("*.json")
    stamp = entry.stat().st_mtime_ns
    second = load_pack(TINY)
    assert (second.rules, second.digest) == (first.rules, first.digest)
    assert entry.stat().st_mtime_ns == stamp


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"pack": 1}', "\x00"])
def test_a_damaged_entry_is_read_again_from_the_files(damage: str, folder: Path) -> None:
    """Whatever stands in the entry, the files decide."""
    rules = load_pack(TINY).rules
    (entry,) = folder.glob("*.json")
    entry.write_text(damage)
    assert load_pack(TINY).rules == rules


def test_off_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`off` turns it off."""
    monkeypatch.setenv(cache.VARIABLE, "off")
    load_pack(TINY)
    assert list(folder.iterdir()) == []


def said(pack: Pack) -> tuple[Any, str]:
    """What a pack says: its rules, and all of its answer for a patient."""
    patient = load_scenario(ROOT / "tests" / "packs" / "patient.json", pack)
    return pack.rules, json_of(advise(pack, patient, EngineChoice.DIRECT))


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """An entry whose sections were changed by somebody who left the rest as it was."""
    entry = json.loads(data)
    change(entry["sections"])
    return json.dumps(entry, separators=(",", ":")).encode()


def _in_place(make: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        path.write_bytes(make(path.read_bytes()))

    return put


def _other(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Something else under the name of the entry."""

    def put(path: Path) -> None:
        path.rename(path.with_suffix(".kept"))
        make(path)

    return put


def _a_filled_folder(path: Path) -> None:
    (path / "in it").mkdir(parents=True)


DAMAGES: dict[str, Callable[[Path], None]] = {
    **{f"cut at {share}": _in_place(lambda data, at=share: data[: int(len(data) * at)]) for share in (0, 0.01, 0.3, 0.5, 0.99)},
    "without its last byte": _in_place(lambda data: data[:-1]),
    "longer": _in_place(lambda data: data + b" "),
    "binary": _in_place(lambda data: bytes(range(256)) * 40),
    "without its digest": _in_place(lambda data: json.dumps(json.loads(data)["sections"]).encode()),
    "without the rules": _in_place(lambda data: changed(data, lambda sections: sections["pathways"].clear())),
    "of another version": _in_place(lambda data: data.replace(b"sha256", b"sha512")),
    "null": _in_place(lambda data: b"null"),
    "of another shape": _in_place(lambda data: b'{"pack":{},"pathways":{}}'),
    "nested deeply": _in_place(lambda data: b"[" * 200_000),
    "nested deeply behind its head": _in_place(lambda data: data[:90] + b"[" * 200_000 + b"}"),
    "huge": lambda path: os.truncate(path, 900 * 1024 * 1024),
    "a pipe": _other(os.mkfifo),
    "a folder": _other(Path.mkdir),
    "a folder with something in it": _other(_a_filled_folder),
    "a link to itself": _other(lambda path: path.symlink_to(path.name)),
    "a link to nowhere": _other(lambda path: path.symlink_to("nowhere")),
    "a link to a device": _other(lambda path: path.symlink_to("/dev/zero")),
    "a link to the entry": _other(lambda path: path.symlink_to(path.with_suffix(".kept"))),
    "that others may write": lambda path: path.chmod(0o666),
    "that the group may write": lambda path: path.chmod(0o660),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_odd_entry_is_as_good_as_none(damage: str, folder: Path) -> None:
    """Whatever stands under the name of an entry, the pack says what its files say, nobody waits, and a sound entry follows."""
    meant = load_pack(TINY)
    (entry,) = folder.glob("*.json")
    sound = entry.read_bytes()
    DAMAGES[damage](entry)
    assert cache.fetch(meant.digest) is None
    assert said(load_pack(TINY)) == said(meant)
    if damage != "a folder with something in it":
        assert entry.read_bytes() == sound
        assert cache.fetch(meant.digest) is not None


def test_any_section_any_part_and_any_byte_may_be_lost_or_changed(folder: Path) -> None:
    """Of an entry with a section, a part of one or a byte lost or changed nothing is believed."""
    digest = load_pack(TINY).digest
    (entry,) = folder.glob("*.json")
    sound = entry.read_bytes()
    sections = json.loads(sound)["sections"]
    inputs = [changed(sound, lambda held, name=name: held.pop(name)) for name in sections]
    inputs += [
        changed(sound, lambda held, name=name, part=part: held[name].pop(part))
        for name, section in sections.items()
        for part in (section if isinstance(section, dict) else range(len(section)))
    ]
    chosen = random.Random(13)
    for _ in range(sized(200, 2_000)):
        at, byte = chosen.randrange(len(sound)), chosen.randrange(1, 256)
        inputs.append(sound[:at] + bytes([sound[at] ^ byte]) + sound[at + 1 :])
    for data in inputs:
        entry.write_bytes(data)
        assert cache.fetch(digest) is None
    entry.write_bytes(sound)
    assert cache.fetch(digest) == sections


def test_safety_rules_taken_out_of_an_entry_are_missed_by_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that has lost the rules on progressive multifocal leukoencephalopathy never answers."""
    pack, sections = load_with_sections()
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    cache.store(pack.digest, sections)
    (entry,) = tmp_path.glob("*.json")
    data = entry.read_bytes()
    without = changed(data, lambda sections: [_take_out(pathway, "natalizumab.pml") for pathway in sections["pathways"]])
    assert len(without) < len(data)
    entry.write_bytes(without)
    assert cache.fetch(pack.digest) is None


def _take_out(pathway: dict[str, Any], word: str) -> None:
    pathway["rules"] = [rule for rule in pathway["rules"] if word not in rule["id"]]


def test_an_entry_of_other_rules_is_not_believed_under_this_name(folder: Path, tmp_path: Path) -> None:
    """The digest of an entry holds for its own name: a sound entry of another pack is none of this one."""
    digest = load_pack(TINY).digest
    (entry,) = folder.glob("*.json")
    other = tmp_path / "other"
    shutil.copytree(TINY, other)
    (other / "pack.yaml").write_text((other / "pack.yaml").read_text().replace("0.1.0", "0.2.0"))
    load_pack(other)
    (another,) = set(folder.glob("*.json")) - {entry}
    entry.write_bytes(another.read_bytes())
    assert cache.fetch(digest) is None
    assert load_pack(TINY).version == "0.1.0"


def test_an_entry_that_no_pack_can_be_built_from_is_read_again(folder: Path) -> None:
    """Sound bytes of odd content, whatever error they lead to, are replaced by what the files say."""
    meant = load_pack(TINY)
    (entry,) = folder.glob("*.json")
    sound = entry.read_bytes()
    for odd in ({"pack": {}, "pathways": {}}, {"pack": [], "pathways": [5]}, {"pack": None, "pathways": None, "diseases": 3}):
        cache.store(meant.digest, odd)
        assert cache.fetch(meant.digest) == odd
        assert said(load_pack(TINY)) == said(meant)
        assert entry.read_bytes() == sound


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owner here")
def test_an_entry_of_another_user_is_not_believed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what this user, or root, has written counts."""
    digest = load_pack(TINY).digest
    (entry,) = folder.glob("*.json")
    owner = entry.stat().st_uid
    real = os.fstat

    def fstat(number: int) -> os.stat_result:
        found = list(real(number))
        found[4] = 4711
        return os.stat_result(found)

    assert cache.fetch(digest) is not None
    monkeypatch.setattr(cache.os, "geteuid", lambda: owner + 1)
    monkeypatch.setattr(cache.os, "fstat", fstat)
    assert cache.fetch(digest) is None


def folders_below(path: Path) -> set[str]:
    """Everything that stands below a folder."""
    return {found.relative_to(path).as_posix() for found in path.rglob("*")}


@pytest.mark.parametrize(
    ("variables", "made"),
    [
        ({"HOME": "{home}"}, "home/.cache/infusion-pathways"),
        ({"HOME": "{home}", "XDG_CACHE_HOME": "{home}/kept"}, "home/kept/infusion-pathways"),
        ({"HOME": "{home}", "XDG_CACHE_HOME": "relative"}, "home/.cache/infusion-pathways"),
        ({"HOME": "{home}", "XDG_CACHE_HOME": ""}, "home/.cache/infusion-pathways"),
        ({"HOME": "{home}", "XDG_CACHE_HOME": "~/kept"}, "home/.cache/infusion-pathways"),
        ({"HOME": "{home}", cache.VARIABLE: "~/own"}, "home/own"),
        ({"HOME": "{home}", cache.VARIABLE: "relative/own"}, ""),
        ({"HOME": "{home}", cache.VARIABLE: "/"}, ""),
        ({"HOME": "/"}, ""),
        ({"HOME": ""}, ""),
        ({"HOME": "relative"}, ""),
        ({"HOME": "{home}/nowhere"}, ""),
        ({"HOME": "/dev/null"}, ""),
        ({}, ""),
    ],
)
def test_no_folder_is_made_where_none_was_meant(
    variables: dict[str, str], made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache goes where the variables say or into the home of the user; without either there is none, and nothing is made."""
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for name in ("HOME", "XDG_CACHE_HOME", cache.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(home=tmp_path / "home"))
    if not variables:  # nobody in the list of users either
        monkeypatch.setattr(cache.os.path, "expanduser", lambda path: path)
    before = set(os.listdir("/"))
    load_pack(TINY)
    assert set(os.listdir("/")) == before
    assert list((tmp_path / "work").iterdir()) == []
    found = {path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json")}
    assert found == ({made} if made else set())
    assert bool(folders_below(tmp_path / "home")) == bool(made)


def test_only_the_newest_entries_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old entries go when a new one is stored; nothing half-written is left."""
    monkeypatch.setattr(cache, "MOST_ENTRIES", 2)
    for number in range(5):
        cache.store(f"{number}" * 64, {"pack": {}, "pathways": []})
    assert len(list(folder.glob("*.json"))) == 2
    assert list(folder.glob("*.tmp")) == []


def test_the_new_entry_stays_though_all_others_are_from_the_future(folder: Path) -> None:
    """A clock that was set back never costs the entry that was just made."""
    for number in range(cache.MOST_ENTRIES):
        cache.store(f"{number:032x}" * 2, {"pack": {}, "pathways": []})
    for entry in folder.glob("*.json"):
        os.utime(entry, (4_000_000_000, 4_000_000_000))
    digest = load_pack(TINY).digest
    assert cache.fetch(digest) is not None
    assert len(list(folder.glob("*.json"))) == cache.MOST_ENTRIES


def test_what_killed_runs_have_left_goes_and_what_is_not_ours_stays(folder: Path) -> None:
    """Half-written files go once they are old; a young one may be at work, and other files are nobody's business."""
    ours = ["pathways-0123456789abcdef.tmp", "tmpab12_x9z.tmp"]
    young = "pathways-fedcba9876543210.tmp"
    others = ["notes.tmp", "patient.json", "a.json", "tmp.tmp", "pathways-note.tmp", *(f"case-{n}.json" for n in range(40))]
    for name in (*ours, young, *others):
        (folder / name).write_text("{}")
    for name in (*ours, *others):
        os.utime(folder / name, (1, 1))
    load_pack(TINY)
    left = {path.name for path in folder.iterdir()}
    assert left - {name for name in left if cache._ENTRY.fullmatch(name)} == {young, *others}


def test_a_folder_that_cannot_be_used_costs_time_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the place of the folder, a full disk: the pack is read all the same, and nothing half-written stays."""
    monkeypatch.setattr(cache, "_prune", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert load_pack(TINY).id == "tiny"
    assert list(folder.glob("*.tmp")) == []
    (folder / "file").write_text("")
    monkeypatch.setenv(cache.VARIABLE, str(folder / "file"))
    assert load_pack(TINY).id == "tiny"


def test_nothing_in_the_cache_is_executed() -> None:
    """Entries are JSON: no module of the pack reads pickles."""
    for path in (ROOT / "src" / "infusion_pathways" / "pack").glob("*.py"):
        assert "import pickle" not in path.read_text(encoding="utf-8")
