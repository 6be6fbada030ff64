"""What the readings of a comparison show: everything that differs once, what is the same never, and the notice at the end."""

import re
from pathlib import Path

import pytest

from infusion_pathways import Pack
from infusion_pathways.document.blocks import NOTICE, Block, Detail, Entry, Heading, Paragraph, Table, Tree, TreeNode
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.meaning.condition import derived_in
from infusion_pathways.scenario.editing import read_edits
from infusion_pathways.source import Document
from infusion_pathways.source.reading import read_json
from infusion_pathways.whatif import chain as chains
from infusion_pathways.whatif.answer import Sort
from infusion_pathways.whatif.comparison import Comparison, compared
from infusion_pathways.whatif.report import blocks
from tests.conftest import ROOT
from tests.sizes import chance, sized
from tests.whatif.random_edits import many

EXAMPLE = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json"


def comparison_of(pack: Pack, *sets: str, unset: tuple[str, ...] = (), file: Path = EXAMPLE) -> tuple[Document, Comparison]:
    document = read_json(file)
    return document, compared(pack, document, read_edits(document, sets, unset, pack), EngineChoice.DIRECT)


def report(pack: Pack, *sets: str, unset: tuple[str, ...] = (), detail: Detail = Detail.STANDARD) -> tuple[Block, ...]:
    return blocks(pack, *comparison_of(pack, *sets, unset=unset), detail)


def nodes(found: tuple[Block, ...]) -> list[TreeNode]:
    """All nodes of the tree of causes, each before those below it."""
    waiting = [node for block in found if isinstance(block, Tree) for node in block.nodes]
    every = []
    while waiting:
        node = waiting.pop(0)
        every.append(node)
        waiting = [*node.parts, *waiting]
    return every


def lines(found: tuple[Block, ...], heading: str) -> list[str]:
    """The entries below a heading, with their details."""
    shown, here = [], False
    for block in found:
        if isinstance(block, Heading):
            here = block.text == heading
        elif here and isinstance(block, Entry):
            shown += [block.text, *block.details]
    return shown


def test_both_answers_stand_side_by_side(shipped_pack: Pack) -> None:
    found = report(shipped_pack, "/findings/hepatitis_b=active")
    assert found[0] == Heading(1, "On hold instead of infusion candidates", "on_hold")
    (table,) = (block for block in found if isinstance(block, Table))
    assert table.header == ("what", "before", "now")
    assert table.rows == (
        ("Outcome", "infusion candidates", "on hold"),
        ("Infliximab", "candidate", "on hold"),
        ("Rituximab", "condition unmet", "ruled out"),
    )
    assert Paragraph("4 rules have another truth. As before: 1 of 3 verdicts and all 7 findings.") in found
    assert found[-1] == Paragraph(NOTICE, "notice")


def test_the_chain_leads_from_the_edit_through_value_finding_and_rule_to_the_verdict(shipped_pack: Pack) -> None:
    found = report(shipped_pack, "/measures/das28_esr=2.1")
    root = nodes(found)[0]
    assert root.tag == "edit 1"
    assert root.text == "DAS28-ESR: 5.6 -> 2.1; so activity: high -> the evidence is split (remission and high)"
    finding = root.parts[0]
    assert finding.text.startswith("The disease is active: true -> unknown. ")
    rule = next(part for part in finding.parts if "ra.infliximab.dmard_failure" in part.text)
    assert rule.tag == "true -> unknown"
    assert rule.text.startswith("a reason for infliximab. The document gives infliximab by infusion")
    assert [part.text.partition(" (")[0] for part in rule.parts] == ["Infliximab: candidate -> undetermined"]


def test_every_difference_is_named_once_and_nothing_else(shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """The table has the verdicts and findings that differ, the tree all of these and the rules."""
    r = chance(7)
    for number in range(sized(30, 120)):
        document = read_json(shipped_files[number * 3 % len(shipped_files)])
        for edits in many(r, document, shipped_pack, 1):
            found = compared(shipped_pack, document, edits, EngineChoice.DIRECT)
            if {d.disease for d in found.before.trace.diagnoses} != {d.disease for d in found.now.trace.diagnoses}:
                continue
            shown = nodes(blocks(shipped_pack, document, found, Detail.STANDARD))
            told = [name for node in shown for name in re.findall(r"\(([a-z0-9_]+(?:\.[a-z0-9_]+)+)\)", node.text)]
            rules = {d.thing.name.partition("@")[0] for d in found.of(Sort.RULE)} - {"recorded", "in_use"}
            assert {name for name in told if name in shipped_pack.rules} == rules
            assert sum(node.tag == "verdict" for node in shown) == len(found.of(Sort.VERDICT))
            assert sum(node.tag == "finding" for node in shown) == len(found.of(Sort.FINDING))


def test_what_a_rule_follows_from_is_what_it_reads(shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """A rule that turned stands under a finding that turned and that it reads, or has a test of its own that turned."""
    r = chance(8)
    for number in range(sized(30, 100)):
        document = read_json(shipped_files[number * 3 % len(shipped_files)])
        for edits in many(r, document, shipped_pack, 1):
            found = compared(shipped_pack, document, edits, EngineChoice.DIRECT)
            chain = chains.chain_of(found)
            for difference in found.differences:
                thing = difference.thing
                before, now = (answer.advice.evaluation(thing.disease) for answer in (found.before, found.now))
                if before is None or now is None:
                    continue
                if thing.sort is Sort.FINDING or thing.sort is Sort.VERDICT:
                    assert chain.of(thing)
                elif thing.sort is Sort.RULE and thing.name in now.program.by_key:
                    when = now.program.by_key[thing.name].when
                    assert {source.name for source in chain.of(thing)} <= set(derived_in(when))
                    turned = any(chains.answers_otherwise(test, before.facts, now.facts) for test in chains.tests_of(when))
                    assert chain.of(thing) or turned


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (
            "/patient/age_years=52",
            "the facts that rules read are the same: it was so before, or the rest of the file says the same",
        ),
        ("/title=Another", "no rule reads it"),
        ("/measures/temperature_c=38", "no rule reads temperature"),
        ("/measures/das28_esr=5.7", "1 rule reads DAS28-ESR, and has no condition that tells the two values apart"),
    ],
)
def test_what_makes_no_difference_says_why(edit: str, reason: str, shipped_pack: Pack) -> None:
    found = report(shipped_pack, edit)
    assert found[0] == Heading(1, "Infusion candidates: nothing differs", "infusion_candidates")
    assert not any(isinstance(block, Table | Tree) for block in found)
    assert lines(found, "What makes no difference")[1:] == [reason]


def test_a_rule_that_keeps_its_truth_says_what_decides_it(shipped_pack: Pack) -> None:
    file = EXAMPLE.parents[1] / "rheumatoid_arthritis" / "ra-two-dmards-good-prognosis.json"
    found = blocks(shipped_pack, *comparison_of(shipped_pack, unset=("/findings/poor_prognosis",), file=file), Detail.STANDARD)
    shown = lines(found, "What makes no difference")
    assert shown[-1].endswith("leflunomide: inadequate response, no longer taken  /treatments/1/therapy")
    assert "false all the same" in shown[-1]


def test_an_edit_that_alone_would_change_a_rule_says_so(shipped_pack: Pack) -> None:
    """With the sex unknown a man could be breast-feeding; with breast-feeding absent nobody is."""
    file = EXAMPLE.parents[1] / "multiple_sclerosis" / "ms-inactive-after-failed-interferon.json"
    edited = comparison_of(shipped_pack, "/findings/breast_feeding=absent", unset=("/patient/sex",), file=file)
    (*_, told) = lines(blocks(shipped_pack, *edited, Detail.STANDARD), "What makes no difference")
    assert told == (
        "alone it would change a rule: Male and breast-feeding (general.conflict.breast_feeding_male); "
        "beside the other edits it does not"
    )


def test_two_edits_that_are_needed_stand_together_and_of_two_that_would_do_each_is_named(shipped_pack: Pack) -> None:
    found = nodes(report(shipped_pack, "treatments/0/outcome=unknown", "treatments/1/outcome=unknown"))
    assert ("edits 1 and 2", "only together") in [(node.tag, node.text) for node in found]
    assert ("edit 1 or edit 2", "each of these is enough") in [(node.tag, node.text) for node in found]


def test_lengths(shipped_pack: Pack) -> None:
    """Short has no causes; full has the arguments of each therapy, with the values before and now."""
    short, full = (report(shipped_pack, "/findings/hepatitis_b=active", detail=detail) for detail in (Detail.SHORT, Detail.FULL))
    assert not any(isinstance(block, Tree) for block in short)
    assert any(isinstance(block, Table) for block in short)
    entry = next(b for b in full if isinstance(b, Entry) and "safety.rituximab.hepatitis_b_active" in " ".join(b.details))
    assert entry.tag == "new"
    assert entry.details[1:] == (
        "before false: hepatitis B: negative  /findings/hepatitis_b",
        "now true: hepatitis B: active infection  /findings/hepatitis_b",
    )


def test_of_a_disease_that_only_one_has_only_the_verdicts_are_told(shipped_pack: Pack) -> None:
    found = report(shipped_pack, "/diagnoses/0=guillain_barre_syndrome")
    assert {node.tag for node in nodes(found)} == {"edit 1", "verdict"}
    assert any(
        isinstance(b, Paragraph) and b.text.startswith("Only one of the two patients has rheumatoid arthritis") for b in found
    )


EDITS = {
    "/findings/hepatitis_b=active": "Hepatitis B: negative -> active infection",
    "/findings/heart_failure=unknown": "Heart failure: known to be absent -> asked, not known",
    "/patient/age_years=60": "Age: 52 years -> 60 years",
    "/diagnoses/0/activity=low": "Activity: high -> low",
    "/diagnoses/0/subtype=unknown": "Subtype: not recorded -> asked, not known",
    "/diagnoses/-=multiple_sclerosis": "Added to the diagnoses: multiple sclerosis",
    "/diagnoses/0/organ_involvement/skin=present": "Skin: not recorded -> involved",
    "/treatments/0/ongoing=false": "Methotrexate, still taken: yes -> no",
    "/treatments/1/outcome=intolerance": "Sulfasalazine, outcome: inadequate response -> intolerance",
    "/treatments/1/therapy=leflunomide": "Sulfasalazine, which: sulfasalazine -> leflunomide",
    "/treatments/-=tnf_blocker:intolerance": "Added to the treatment history: a TNF blocker: intolerance",
    "/treatments=[]": "Treatment history: methotrexate: inadequate response, still taken; sulfasalazine: inadequate response -> "
    "nothing was taken",
    "/treatments/0/for=rheumatoid_arthritis": "Methotrexate, given for: not recorded -> rheumatoid arthritis",
    "/title=Another": "Title: RA still highly active after methotrexate and sulfasalazine -> Another",
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_in_words(edit: str, shipped_pack: Pack) -> None:
    assert lines(report(shipped_pack, edit, detail=Detail.SHORT), "What is edited")[0] == EDITS[edit]
