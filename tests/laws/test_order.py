"""The order of rules, facts and files changes nothing."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from infusion_pathways.advice import advise
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.plain import plain
from tests.laws.worlds import Drawn, complain, raw_pack, scenario
from tests.sizes import sized
from tests.unlisted import strip_list


@settings(max_examples=sized(25, 100))
@given(st.data(), st.integers())
def test_order_of_rules_and_facts_is_irrelevant(data: st.DataObject, seed: int) -> None:
    """Rules, sections and facts in any order give the same trace, byte for byte."""
    choices = Drawn(data.draw)
    raw, patient = raw_pack(choices, 8), scenario(choices)
    shuffled = random.Random(seed)
    again = {key: shuffle(value, shuffled) if isinstance(value, dict) else value for key, value in raw.items()}
    again["pathways"] = [
        {**entry, "rules": shuffled.sample(entry["rules"], len(entry["rules"]))}
        for entry in shuffled.sample(raw["pathways"], len(raw["pathways"]))
    ]
    other = patient._replace(findings=shuffle(patient.findings, shuffled), measures=shuffle(patient.measures, shuffled))
    first, second = build_pack(raw, "0", complain), build_pack(again, "0", complain)
    assert plain(advise(first, patient, "direct")) == plain(advise(second, other, "direct"))


def shuffle(mapping: Any, shuffled: random.Random) -> dict[str, Any]:
    return dict(shuffled.sample(list(mapping.items()), len(mapping)))


def test_order_of_files_is_irrelevant(shipped_pack: Pack, tmp_path: Any) -> None:
    """The same rules spread over other files and folders give the same answers (the digest tells them apart)."""
    from infusion_pathways import load_pack
    from infusion_pathways.pack import shipped

    for number, path in enumerate(sorted(shipped("rules").rglob("*.yaml"), reverse=True)):
        (tmp_path / f"z{number:02}.yaml").write_bytes(path.read_bytes())
    strip_list(tmp_path)
    moved = load_pack(tmp_path)
    assert moved.rules == shipped_pack.rules
    assert {p: [c.key for c in program.clauses] for p, program in moved.programs.items()} == {
        p: [c.key for c in program.clauses] for p, program in shipped_pack.programs.items()
    }
