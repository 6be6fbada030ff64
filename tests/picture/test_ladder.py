"""The picture says what the engine and the trace say, of every rule, and nothing else."""

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.advice import advised
from infusion_pathways.document.blocks import NOTICE, Detail
from infusion_pathways.meaning.logic import Truth, conclude
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.meaning.standing import either, standing_of
from infusion_pathways.picture.build import NO_PATHWAY, pathway_picture, patient_picture
from infusion_pathways.picture.model import BoxKind, Ladder
from infusion_pathways.scenario import facts_for
from tests.laws.worlds import seeded
from tests.picture.drawn import lines, patients


def rules_in(ladder: Ladder) -> list[str]:
    """The keys of all clauses that the lines and boxes of a ladder stand for."""
    return [key for box in ladder.boxes for key in (*box.rules, *(k for line in lines(box) for k in line.rules))]


def box_named(ladder: Ladder, name: str):
    return next(box for box in ladder.boxes if box.name == name)


@pytest.mark.parametrize("detail", list(Detail))
def test_every_truth_is_the_engines_and_every_verdict_the_traces(
    shipped_pack: Pack, shipped_scenarios: list[Scenario], detail: Detail
) -> None:
    """For every shipped patient: boxes, lines and links show the reference truth, therapies the verdict of the trace."""
    truths = set()
    for scenario, trace, picture in patients(shipped_pack, shipped_scenarios, detail):
        assert len(picture.ladders) == len(trace.diagnoses)
        for index, (diagnosis, ladder) in enumerate(zip(trace.diagnoses, picture.ladders, strict=True)):
            program = shipped_pack.program_for(diagnosis.disease)
            if program is None:
                assert (ladder.rungs, ladder.left_out) == ((), NO_PATHWAY)
                continue
            facts = facts_for(scenario, index, shipped_pack.vocabulary)
            known = conclude(program.premises, facts)
            for box in ladder.boxes:
                for line in lines(box):
                    assert {known.rules[key].truth for key in line.rules} <= {line.truth}, (scenario.id, line)
                if box.kind is BoxKind.REASON:
                    assert {known.rules[key].truth for key in box.rules} == {box.truth}, (scenario.id, box.title)
                    truths.add(box.truth)
                if box.kind is BoxKind.FINDING:
                    expected = known.findings[box.name].truth if box.name in known.findings else Truth.FALSE
                    assert box.truth is expected, (scenario.id, box.name)
            shown = {box.name: box.verdict.value for box in ladder.boxes if box.kind is BoxKind.THERAPY and box.verdict}
            assert shown == {therapy.therapy: therapy.verdict for therapy in diagnosis.therapies}, scenario.id
            for link in ladder.links:
                assert link.truth is box_named(ladder, link.below).truth
    assert truths == set(Truth)


def test_the_way_goes_on_where_the_engine_says_so(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """The rung of reasons is climbed as the door of the most open therapy stands, that of findings as the reasons do."""
    climbed = set()
    for scenario, trace, picture in patients(shipped_pack, shipped_scenarios):
        for index, (diagnosis, ladder) in enumerate(zip(trace.diagnoses, picture.ladders, strict=True)):
            program = shipped_pack.program_for(diagnosis.disease)
            if program is None:
                continue
            known = conclude(program.premises, facts_for(scenario, index, shipped_pack.vocabulary))
            rules = {key: judgement.truth for key, judgement in known.rules.items()}
            reason = door = Truth.FALSE
            for clause in program.clauses:
                if clause.rule.kind is RuleKind.SUPPORTS:
                    reason = either(reason, rules[clause.key])
            for therapy in program.pathway.therapies:
                door = either(door, standing_of(program, therapy, rules).door)
            assert (ladder.rungs[-3].climbed, ladder.rungs[-2].climbed) == (reason, door), scenario.id
            climbed.add(door)
    assert climbed == set(Truth)


def test_a_pathway_shows_every_rule_of_it(shipped_pack: Pack) -> None:
    """Without a patient the rules in the picture are the clauses of the program, in every length, and nothing has a truth."""
    for name, program in shipped_pack.programs.items():
        for detail in Detail:
            (ladder,) = pathway_picture(shipped_pack, name, detail).ladders
            assert set(rules_in(ladder)) == set(program.by_key), (name, detail)
            assert {line.truth for box in ladder.boxes for line in lines(box)} == {None}
            assert {box.truth for box in ladder.boxes} | {box.verdict for box in ladder.boxes} == {None}


def test_titles_of_all_rules_stand_in_a_pathway(shipped_pack: Pack) -> None:
    """Beyond the short length, each rule is named by its title, not only counted."""
    for name, program in shipped_pack.programs.items():
        (ladder,) = pathway_picture(shipped_pack, name).ladders
        told = [(key, text) for box in ladder.boxes for line in lines(box) for key, text in [(k, line.text) for k in line.rules]]
        told += [(key, box.title) for box in ladder.boxes for key in box.rules]
        for key, clause in program.by_key.items():
            words = clause.rule.title.replace("{therapy}", "\0").split("\0")[-1].strip().lower()
            assert any(words in text.lower() for k, text in told if k == key), key


def test_in_full_no_rule_is_left_out(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """With `full`, a patient's picture has every clause; in the shorter ones every clause that a verdict depends on."""
    deciding = (RuleKind.SUPPORTS, RuleKind.REQUIRES, RuleKind.EXCLUDES, RuleKind.HOLDS)
    for scenario, trace, picture in patients(shipped_pack, shipped_scenarios, Detail.FULL):
        for diagnosis, ladder in zip(trace.diagnoses, picture.ladders, strict=True):
            program = shipped_pack.program_for(diagnosis.disease)
            if program is not None:
                assert set(program.by_key) <= set(rules_in(ladder)), scenario.id
    for scenario, trace, picture in patients(shipped_pack, shipped_scenarios):
        for diagnosis, ladder in zip(trace.diagnoses, picture.ladders, strict=True):
            for told in diagnosis.therapies:
                box = box_named(ladder, told.therapy)
                program = shipped_pack.program_for(diagnosis.disease)
                assert program is not None
                counted = {key for line in lines(box) for key in line.rules}
                wanted = {c.key for c in program.arguments[told.therapy] if c.rule.kind in deciding}
                assert wanted <= counted or told.verdict == "no_reason", (scenario.id, told.therapy)


def test_what_decides_a_verdict_is_named_on_the_card(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Whatever rules out, holds or is not met stands on the card by its title, in every length."""
    for detail in Detail:
        for scenario, trace, picture in patients(shipped_pack, shipped_scenarios, detail):
            for diagnosis, ladder in zip(trace.diagnoses, picture.ladders, strict=True):
                for told in diagnosis.therapies:
                    texts = {line.text for line in lines(box_named(ladder, told.therapy))}
                    assert {argument.title for argument in (*told.against, *told.unmet)} <= texts, (scenario.id, told.therapy)
                    assert {a.title for a in told.unknown if a.blocks_unknown} <= texts, (scenario.id, told.therapy)


def test_letters_on_cards_lead_to_boxes(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Every reason that a card names by its letter has a box in the same picture."""
    for scenario, _, picture in patients(shipped_pack, shipped_scenarios):
        for ladder in picture.ladders:
            marks = {box.mark: set(box.rules) for box in ladder.boxes if box.mark}
            for box in ladder.boxes:
                for line in lines(box) if box.kind is BoxKind.THERAPY else ():
                    if line.text.startswith(("Opened by", "Not known: ", "Does not hold: ")):
                        named = line.text.rpartition("by")[2].rpartition(":")[2].replace(" and ", ", ").split(", ")
                        assert set(line.rules) <= set().union(*(marks[name.strip()] for name in named)), scenario.id


def test_a_therapy_without_an_infusion_form_is_marked(shipped_pack: Pack) -> None:
    """The picture knows which therapies are no infusions, as the vocabulary does."""
    for name, program in shipped_pack.programs.items():
        (ladder,) = pathway_picture(shipped_pack, name).ladders
        cards = {box.name: box.infusion for box in ladder.boxes if box.kind is BoxKind.THERAPY}
        assert cards == dict(program.infusion)
    assert not all(all(program.infusion.values()) for program in shipped_pack.programs.values())


def test_one_diagnosis_alone(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """A disease that is named is shown alone, and as it is beside the others."""
    scenario = next(s for s in shipped_scenarios if sum(d.disease in shipped_pack.pathway_of for d in s.diagnoses) > 1)
    advice = advised(shipped_pack, scenario, "direct")
    whole = patient_picture(shipped_pack, advice)
    for index, diagnosis in enumerate(scenario.diagnoses):
        (ladder,) = patient_picture(shipped_pack, advice, disease=diagnosis.disease).ladders
        assert ladder == whole.ladders[index]


def test_the_way_is_told_in_sentences(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Each box of the ladder is named in the sentences for those who do not see it, each therapy with its verdict."""
    for scenario, trace, picture in patients(shipped_pack, shipped_scenarios):
        assert picture.notice == NOTICE
        for diagnosis, ladder in zip(trace.diagnoses, picture.ladders, strict=True):
            told = " ".join(ladder.way)
            for box in (box for rung in ladder.rungs[1:] for box in rung.boxes):
                assert box.title in told, (scenario.id, box.title)
            assert told.count(": ") >= len(diagnosis.therapies)


@pytest.mark.parametrize("seed", range(60))
def test_random_worlds_agree(seed: int) -> None:
    """For random packs and patients, every line that stands for rules shows their truth."""
    pack, scenario = seeded(seed)
    ladder = patient_picture(pack, advised(pack, scenario, "direct"), Detail.FULL).ladders[0]
    program = pack.programs["own"]
    known = conclude(program.premises, facts_for(scenario, 0, pack.vocabulary)).rules
    for box in ladder.boxes:
        for line in lines(box):
            assert {known[key].truth for key in line.rules} <= {line.truth}
    assert set(program.by_key) <= set(rules_in(ladder))
    assert set(rules_in(pathway_picture(pack, "own").ladders[0])) == set(program.by_key)
