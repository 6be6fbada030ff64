"""A witness and a near miss of every check: one edit each of the clean pack in tests/packs/linted."""

import shutil
from pathlib import Path
from textwrap import dedent, indent
from typing import NamedTuple

from infusion_pathways.lint.run import LintOrder, LintReport, run_checks
from tests.conftest import ROOT

CLEAN = ROOT / "tests" / "packs" / "linted"
MEADOW, HEDGE, SAFETY = "meadow_fever/rules.yaml", "hedge_fever/rules.yaml", "safety/rules.yaml"
WORDS, SOURCES, CASE = "vocabulary.yaml", "sources.yaml", "scenarios/meadow-wild.json"


class Witness(NamedTuple):
    """An edit of a file of the clean pack: what stands there (nothing: at its end) becomes `avoid`, or `prefer`.

    Both are as the page of the check shows them.
    """

    check: str
    file: str
    keep: str
    avoid: str
    prefer: str


def rule(id: str, when: str, then: str, cites: str = "[R2]", because: str = "A source says so.") -> str:
    """A rule to be put to the end of a file."""
    return dedent(
        f"""\
        - id: {id}
          title: What a source says
          lens: label
          when: {when}
          then: {then}
          because: {because}
          cites: {cites}
        """
    )


EXPECT = '"expect": {"outcome": "infusion_candidates", "verdicts": {"clovermab": "candidate", "buttermab": "not_an_infusion"}, '
GRASS = "  - id: safety.clovermab.grass_allergy\n    title: Grass allergy\n"

WITNESSES = (
    Witness(
        "allow-of-nothing",
        SAFETY,
        GRASS,
        "- id: safety.clovermab.grass_allergy\n  title: Grass allergy  # lint: allow title-style - grass has a small name\n",
        "- id: safety.clovermab.grass_allergy\n  title: grass allergy  # lint: allow title-style - grass has a small name\n",
    ),
    Witness(
        "allow-without-reason",
        SAFETY,
        GRASS,
        "# lint: allow title-style\n- id: safety.clovermab.grass_allergy\n  title: Grass allergy\n",
        "# lint: allow title-style - grass has a small name\n- id: safety.clovermab.grass_allergy\n  title: grass allergy\n",
    ),
    Witness(
        "boundary-never-tested",
        MEADOW,
        "    when: {patient: age_years, at_least: 18, unit: years}\n",
        "when: {patient: age_years, at_least: 16, unit: years}\n",
        "when: {patient: age_years, above: 17, unit: years}\n",
    ),
    Witness(
        "case-without-expectation",
        CASE,
        f'  {EXPECT}"because": ["meadow.supports.wild_after_dandelol"]}}',
        '"expect": {}',
        '"expect": {"because": ["meadow.supports.wild_after_dandelol"]}',
    ),
    Witness(
        "case-without-reason",
        CASE,
        f'  {EXPECT}"because": ["meadow.supports.wild_after_dandelol"]}}',
        '"expect": {"outcome": "infusion_candidates"}',
        '"expect": {"outcome": "infusion_candidates", "findings": {"wild_bloom": true}}',
    ),
    Witness(
        "claim-never-cited",
        SOURCES,
        "discrepancies:\n",
        dedent(
            """\
            C4:
              locator: P1S4
              text: Hedge fever is milder than meadow fever.
              lens: document
              kind: qualifier
            """
        ),
        dedent(
            """\
            C4:
              locator: P1S4
              text: Hedge fever is milder than meadow fever.
              lens: document
              kind: background
              reason: background; no therapy depends on it
            """
        ),
    ),
    Witness(
        "conflicting-arguments",
        SAFETY,
        "",
        rule("safety.clovermab.after_dandelol", "{finding: dandelol_failed}", "{holds: clovermab}", "[R2]"),
        rule("safety.clovermab.after_dandelol", "{finding: dandelol_failed}", "{holds: clovermab}", "[D1, R2]"),
    ),
    Witness(
        "dose-in-case",
        CASE,
        '  "narrative": "An invented patient with an invented disease; dandelol did not work.",\n',
        '"narrative": "An invented patient; 50 mg of dandelol did not work.",\n',
        '"narrative": "An invented patient of 50; dandelol did not work, however much of it.",\n',
    ),
    Witness(
        "expectation-always-met",
        CASE,
        f'  {EXPECT}"because": ["meadow.supports.wild_after_dandelol"]}}',
        '"expect": {"findings": {"wild_bloom": true}, "not_because": ["hedge.thistlemab.grass_allergy"]}',
        '"expect": {"findings": {"wild_bloom": true}, "not_because": ["safety.clovermab.grass_allergy"]}',
    ),
    Witness(
        "fact-never-read",
        WORDS,
        "findings:\n",
        "findings:\n  sneezing: {label: sneezing, question: Is there sneezing?}\n",
        "findings:\n"
        "  sneezing:\n"
        "    label: sneezing\n"
        "    question: Is there sneezing?\n"
        "    values: {grassy: {label: from grass, implies: {finding.grass_allergy: present}}, other: {label: other}}\n",
    ),
    Witness(
        "finding-never-read",
        HEDGE,
        "",
        rule("hedge.wild_bloom", "{finding: grass_allergy}", "{finding: wild_bloom}", "[R1]"),
        rule(
            "hedge.failed.contraindicated",
            "{treatment: {class: conventional, outcome: contraindicated}}",
            "{finding: dandelol_failed}",
            "[C1]",
        ),
    ),
    Witness(
        "identifying-text",
        WORDS,
        "    note: given in a meadow clinic\n",
        "note: given by Mrs Clover in a meadow clinic\n",
        "note: given by a nurse in the Clover Clinic\n",
    ),
    Witness(
        "infusion-without-route",
        WORDS,
        "    routes: [intravenous]\n    infusion: true\n    note",
        "routes: [subcutaneous]\ninfusion: true\nnote",
        "routes: [intravenous, subcutaneous]\ninfusion: true\nnote",
    ),
    Witness(
        "masked-rule",
        MEADOW,
        "",
        rule(
            "meadow.supports.wild_in_adults",
            "{all: [{finding: dandelol_failed}, {finding: wild_bloom}, {patient: age_years, at_least: 18, unit: years}]}",
            "{supports: clovermab}",
            "[C1, R2]",
        ),
        rule(
            "meadow.supports.dandelol_is_no_choice",
            "{all: [{treatment: {class: conventional, outcome: contraindicated}}, {finding: wild_bloom}]}",
            "{supports: clovermab}",
            "[C1, R2]",
        ),
    ),
    Witness(
        "missing-code",
        WORDS,
        '    codes: {rxnorm: {code: "0000001"}}\n    cites: [R2]\n',
        "cites: [R2]\n",
        'codes: {snomed_ct: {code: "0000009"}}\ncites: [R2]\n',
    ),
    Witness(
        "missing-question",
        WORDS,
        "  grass_allergy: {label: grass allergy, question: Was there ever an allergic reaction to grass?, fixed: true}\n",
        "grass_allergy: {label: grass allergy, fixed: true}\n",
        "grass_allergy: {label: grass allergy, question: Was there ever an allergic reaction to grass?}\n",
    ),
    Witness(
        "number-without-source",
        MEADOW,
        "    because: The label gives clovermab to adults.\n    cites: [D1]\n",
        "because: The label gives clovermab to adults.\ncites: [C1]\n",
        "because: The label gives clovermab to adults.\ncites: [C3]\n",
    ),
    Witness(
        "advice-in-text",
        SAFETY,
        "    because: The label makes grass allergy a contraindication.\n",
        "because: Clovermab must be stopped in grass allergy.\n",
        "because: The label stops clovermab in grass allergy.\n",
    ),
    Witness("repeated-cite", SAFETY, "    cites: [R2, R3]\n", "cites: [R2, R3, R2]\n", "cites: [R3, R2, C1]\n"),
    Witness(
        "repeated-rule",
        SAFETY,
        "",
        rule("safety.clovermab.no_grass", "{finding: grass_allergy}", "{excludes: clovermab}"),
        rule("safety.clovermab.no_grass", "{finding: grass_allergy}", "{cautions: clovermab}"),
    ),
    Witness(
        "rule-always-fires",
        MEADOW,
        "",
        rule("meadow.notes.fever", "{diagnosis: meadow_fever}", "{notes: every}"),
        rule("meadow.notes.fever", "{always: true}", "{notes: every}"),
    ),
    Witness(
        "rule-id-style",
        MEADOW,
        "  - id: meadow.notes.buttermab\n",
        "- id: notes.buttermab\n",
        "- id: meadow.notes.buttermab_is_injected\n",
    ),
    Witness(
        "rule-never-fires",
        MEADOW,
        "",
        rule("meadow.cautions.wild", "{all: [{finding: wild_bloom}, {measure: bloom_score, is: calm}]}", "{cautions: every}"),
        rule("meadow.cautions.wild", "{all: [{finding: wild_bloom}, {finding: meadow_infection}]}", "{cautions: every}"),
    ),
    Witness(
        "sentence-style",
        SAFETY,
        "    because: Labels look for hay first.\n",
        "because: labels look for hay first\n",
        'because: "{therapy} comes after hay, if at all."\n',
    ),
    Witness("source-never-cited", SOURCES, "    sources: [R2, R4]\n", "sources: [R2]\n", "sources: [R4]\n"),
    Witness(
        "therapy-without-safety",
        HEDGE,
        "    then: {excludes: thistlemab}\n",
        "then: {cautions: thistlemab}\n",
        "then: {holds: thistlemab}\n",
    ),
    Witness(
        "therapy-without-screening",
        SAFETY,
        "    then: {checks: every}\n",
        "then: {checks: clovermab}\n",
        "then: {checks: [clovermab, thistlemab]}\n",
    ),
    Witness(
        "title-style", SAFETY, "    title: The hay test\n", "title: the hay test.\n", 'title: "{therapy} and the hay test"\n'
    ),
    Witness(
        "word-never-used",
        WORDS,
        "  hay_test: {label: hay test}\n",
        "hay_test: {label: hay test}\nstraw_test: {label: straw test}\n",
        "hay_test: {label: hay test, during: true}\n",
    ),
)


def planted(folder: Path, witness: Witness, text: str) -> Path:
    """A copy of the clean pack in which one thing stands otherwise."""
    pack = folder / "pack"
    shutil.copytree(CLEAN, pack)
    path = pack / witness.file
    held = path.read_text()
    depth = len(witness.keep) - len(witness.keep.lstrip(" ")) if witness.keep else 2
    new = text if witness.keep and text.startswith(witness.keep) else indent(text, " " * (depth or 2))
    if not witness.keep:
        path.write_text(f"{held}\n{new}")
    else:
        assert held.count(witness.keep) == 1, (witness.check, "what is to be replaced stands there once")
        after = witness.keep if witness.keep == "discrepancies:\n" else ""
        path.write_text(held.replace(witness.keep, new + after))
    return pack


def looked_at(pack: Path, *checks: str) -> LintReport:
    """What lint makes of a pack, in this process."""
    return run_checks(LintOrder(pack, checks=checks))
