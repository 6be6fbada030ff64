"""The examples in docstrings are true: each is run, with the invented pack of harbour fever as `pack`."""

import doctest
import importlib

import pytest

from infusion_pathways import load_pack
from tests.conftest import ROOT

SOURCE = ROOT / "src"
EXAMPLES = sorted(
    ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    for path in SOURCE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)
# Where the code is hard, a module opens with the idea and an example of a few lines.
HARD = [
    *(f"infusion_pathways.solver.{name}" for name in (
        "formula", "numbers", "history", "patient_space", "symbolic_facts", "encoding", "smallest", "core_guided", "z3_solver",
        "patient", "replay",
    )),
    "infusion_pathways.pairs.pair_space",
    "infusion_pathways.pairs.search",
    "infusion_pathways.engine.network",
    "infusion_pathways.engine.productions",
    "infusion_pathways.author.yaml_tree",
    "infusion_pathways.author.formatter",
]  # fmt: skip
# What the examples use that their modules have no use for themselves.
NAMES = {
    "infusion_pathways.meaning.facts": ["Facts"],
    "infusion_pathways.meaning.verdicts": ["Verdict"],
    "infusion_pathways.scenario": ["facts_for"],
    "infusion_pathways.solver.encoding": ["encode_pathway"],
    "infusion_pathways.solver.formula": ["Formulas", "negated"],
    "infusion_pathways.solver.patient": ["scenario_at"],
    "infusion_pathways.solver.patient_words": ["patient_lines"],
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_true(name: str) -> None:
    """What a docstring shows is what comes of it."""
    known = {each: getattr(importlib.import_module(module), each) for module, names in NAMES.items() for each in names}
    known["pack"] = load_pack(ROOT / "tests" / "packs" / "sound")
    module = importlib.import_module(name)
    failed, run = doctest.testmod(module, globs=known | vars(module))
    assert run
    assert not failed


def test_hard_modules_open_with_an_example() -> None:
    """The modules whose code is hard have an example in their own docstring, not only somewhere below."""
    assert set(HARD) <= set(EXAMPLES)
    for name in HARD:
        assert ">>> " in (importlib.import_module(name).__doc__ or ""), name
