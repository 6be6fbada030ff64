"""The numbers of the house: each can fail, and each holds now but for those that one command tells on its own."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools import architecture, house
from tools.evaluations import counted, most_evaluations
from tools.house import House, Measure

LAYERS = 'layers = ["trace", "evaluation", "top", "document | scenario", "left | right", "low | solver | source"]'
CONTRACT = f'[[tool.importlinter.contracts]]\ntype = "layers"\n{LAYERS}\n'


def made(tmp_path: Path, **files: str) -> House:
    """A small house: `left__a` is the module `left.a`; packages are made as they are needed."""
    (tmp_path / "pyproject.toml").write_text(CONTRACT)
    root = tmp_path / "src" / "infusion_pathways"
    for name, text in {"__init__": "", **files}.items():
        path = root.joinpath(*name.split("__") if name != "__init__" else [name]).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(root).parents:
            (root / folder / "__init__.py").touch()
        path.write_text(text)
    return house.read_house(tmp_path)


LONG = "x = 1\n" * 401
MATCHING = "match when:\n    case All(parts):\n        pass\n"
ASKING = "found = isinstance(when, Not | AnyOf)\n"
IMPORT = "from infusion_pathways.{} import x\n"
HIDDEN = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from infusion_pathways.{} import x\n"


@pytest.mark.parametrize(
    ("measure", "files", "value"),
    [
        (house.size, {"low__a": LONG}, 401),
        (house.biggest_room, {"low__a": "x = 1\n" * 3, "top": "x = 1\n"}, 75),
        (house.long_files, {"low__a": LONG, "low__b": "x = 1\n"}, 1),
        (house.shared_class_names, {"low__a": "class Row: ...\n", "top": "class Row: ...\nclass _Own: ...\n"}, 1),
        (house.condition_files, {"low__a": MATCHING, "low__b": ASKING, "top": "match x:\n    case Known():\n        pass\n"}, 2),
        (house.comments, {"solver__a": "x = 1  # why\ny = 2\nz = '# no'  # noqa\n", "top": "# elsewhere\n"}, 333.3),
        (house.upward_imports, {"low__a": IMPORT.format("top"), "top": IMPORT.format("low.a")}, 1),
        (house.upward_imports, {"left__a": HIDDEN.format("right"), "right": "x = 1\n"}, 1),
        (house.package_cycles, {"left__a": IMPORT.format("right"), "right": HIDDEN.format("left.a")}, 1),
        (house.module_cycles, {"low__a": IMPORT.format("low.b"), "low__b": "def f():\n    " + IMPORT.format("low.a")}, 1),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_every_measure_sees_what_it_measures(
    measure: Callable[[House], Measure], files: dict[str, str], value: float, tmp_path: Path
) -> None:
    """In a small house that has one such thing, each measure finds it, and says where."""
    found = measure(made(tmp_path, **files))
    assert found.value == value
    assert found.where


def test_a_module_is_shadowed_by_what_its_package_imports(tmp_path: Path) -> None:
    """`low.tell` cannot be imported by that name once `low` has a function `tell`; a module that is imported shadows nothing."""
    built = made(tmp_path, low__tell="def tell(): ...\n", low__other="x = 1\n")
    assert house.shadowed_modules(built).value == 0
    package = tmp_path / "src/infusion_pathways/low/__init__.py"
    package.write_text("from infusion_pathways.low import other\nfrom infusion_pathways.low.tell import tell\n")
    found = house.shadowed_modules(house.read_house(tmp_path))
    assert (found.value, found.where[0].partition(":")[0]) == (1, "low.tell")


def test_a_diagnosis_that_is_judged_twice_is_counted() -> None:
    """Whoever judges a patient anew, beside the evaluation that there is, is found."""
    from infusion_pathways import EngineChoice, advise, load_pack, load_scenario
    from infusion_pathways.cli.app import run

    pack = load_pack()

    def twice(arguments: object) -> int:
        assert isinstance(arguments, list)
        advise(pack, load_scenario(arguments[1], pack), EngineChoice.DIRECT)
        return run(arguments)

    assert set(most_evaluations(ROOT, twice).values()) == {2}
    with pytest.raises(ValueError, match="exit code 0, 0 judged"):
        most_evaluations(ROOT, lambda _: 0)
    with counted(found := Counter()):
        pass
    assert not found


def test_the_table_tells_what_is_over() -> None:
    """A value over its threshold is marked, with the places it comes from; one that keeps to it stands alone."""
    measures = [Measure("lines", 12, 10, where=("low 12",)), Measure("comments", 31.5, 30, at_least=True, where=("low.a 3",))]
    assert [measure.holds for measure in measures] == [False, True]
    assert list(house.table(measures, where=False)) == [
        "measure   value  threshold",
        "lines        12       ≤ 10  OVER",
        "    low 12",
        "comments   31.5       ≥ 30",
    ]
    assert list(house.table(measures, where=True))[-1] == "    low.a 3"


def test_the_architecture_is_drawn_from_the_code(tmp_path: Path) -> None:
    """The picture in the docs is what the code gives now; another import or many lines make it stale, a few lines do not."""
    before = architecture.PICTURE.read_text(encoding="utf-8")
    assert architecture.picture(ROOT, before) == before, "run python -m tools.architecture"
    parts = {step.module.replace(".", "__"): "x = 1\n" for step in architecture.STEPS}
    made(tmp_path, **parts, top=IMPORT.format("low"), left="x = 1\n" * 30, low="x = 1\n")
    drawn = architecture.picture(tmp_path)
    made(tmp_path, left="x = 1\n" * 31)
    assert architecture.picture(tmp_path, drawn) == drawn
    made(tmp_path, left="x = 1\n" * 60)
    assert architecture.picture(tmp_path, drawn) != drawn
    made(tmp_path, left="x = 1\n" * 29 + IMPORT.format("low"))
    assert architecture.picture(tmp_path, drawn) != drawn
    (tmp_path / "src" / "infusion_pathways" / "evaluation.py").unlink()
    with pytest.raises(ValueError, match="steps without a module: evaluation"):
        architecture.picture(tmp_path)
