"""The same entry of a treatment history reads the same in every command and picture."""

import json
from collections.abc import Callable, Iterator

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.advice import advised
from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import Detail
from infusion_pathways.meaning.condition import Treated
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.picture.build import patient_picture
from infusion_pathways.picture.model import LadderPicture
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.scenario.words import entry_words
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.solver.patient_words import patient_lines
from infusion_pathways.trace.values import ValueReader


def texts(picture: LadderPicture) -> str:
    return " ".join(line.text for ladder in picture.ladders for box in ladder.boxes for part in box.parts for line in part.lines)


def entries(pack: Pack, scenario: Scenario) -> Iterator[str]:
    assert not isinstance(scenario.treatments, Missing)
    yield from (entry_words(entry, pack.vocabulary) for entry in scenario.treatments)


def test_an_entry_reads_the_same_everywhere(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """In the values of a trace, in what proofs, pairs and atlases say of a patient, in the quiz and in the picture."""
    everything = frozenset(shipped_pack.vocabulary.therapies).union(*shipped_pack.vocabulary.members.values())
    told = 0
    for scenario in shipped_scenarios:
        if isinstance(scenario.treatments, Missing) or not scenario.treatments:
            continue
        advice = advised(shipped_pack, scenario, "direct")
        if not advice.evaluations:
            continue
        reader = ValueReader(scenario, 0, advice.evaluations[0].facts, shipped_pack.vocabulary)
        said = {value.words for value in reader.read((Treated(everything),))[0]}
        lines = "; ".join(patient_lines(scenario, shipped_pack.vocabulary))
        items = {item.words for item in QuizCase(shipped_pack, scenario).items}
        drawn = texts(patient_picture(shipped_pack, advice, Detail.FULL))
        for words in entries(shipped_pack, scenario):
            assert words in said, scenario.id
            assert words in lines, scenario.id
            assert words in items, scenario.id
            assert words.casefold() in drawn.casefold(), scenario.id
            told += 1
    assert told > 150


@pytest.mark.parametrize("name", ["ra-methotrexate-and-sulfasalazine-failure"])
def test_commands_say_it_so(
    name: str,
    shipped_pack: Pack,
    shipped_scenario: Callable[[str], Scenario],
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`run` and `what-if`, where whether a drug goes on is asked about."""
    scenario = shipped_scenario(name)
    file = tmp_path_factory.mktemp("one") / f"{name}.json"
    raw = json.loads(scenario_json(scenario._replace(expect=None)))
    raw["treatments"][0]["ongoing"] = False
    file.write_text(json.dumps(raw))
    assert run(["run", str(file), "--detail", "full"]) == 0
    assert "no longer taken" in " ".join(capsys.readouterr().out.split())
    assert run(["what-if", str(file), "--set", "/treatments/0/ongoing=true"]) == 0
    assert "still taken: no -> yes" in " ".join(capsys.readouterr().out.split())
