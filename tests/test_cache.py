"""The cache of packs only ever costs or saves time: the answer is the same with it, without it, and when it is damaged."""

from pathlib import Path

import pytest

from infusion_pathways import load_pack
from infusion_pathways.pack import cache

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


def test_only_the_newest_entries_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old entries go when a new one is stored; nothing half-written is left."""
    monkeypatch.setattr(cache, "MOST_ENTRIES", 2)
    for number in range(5):
        cache.store(f"{number}" * 64, {"pack": {}, "pathways": []})
    assert len(list(folder.glob("*.json"))) == 2
    assert list(folder.glob("*.tmp")) == []
