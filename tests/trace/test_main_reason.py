"""The reason shown first is of the kind that made the verdict, at every length and in every reading."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infusion_pathways import Pack, Scenario, Trace, advise, load_scenario
from infusion_pathways.advice import Advice, advised
from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.evaluation import Evaluation, evaluations_of
from infusion_pathways.explain.explanation import Explanation, Role, explained
from infusion_pathways.explain.prose import paragraphs
from infusion_pathways.flip.report import because
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import WhenUnknown, in_use, recorded
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.build import build_pack
from infusion_pathways.picture.build import patient_picture
from infusion_pathways.picture.model import Box, BoxKind
from infusion_pathways.quiz.deciding import shown
from infusion_pathways.quiz.misconception_model import MisreadDiagnosis
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.source import Document
from infusion_pathways.trace.outline import outline
from infusion_pathways.trace.therapy_name import TherapyName
from infusion_pathways.trace.tree import Argument, TherapyTrace
from tests.conftest import ROOT
from tests.laws.worlds import Seeded, complain, raw_pack
from tests.laws.worlds import scenario as random_scenario
from tests.sizes import sized

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
EXAMPLE = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json"
TOLD_BY_A_RULE = (Verdict.CANDIDATE, Verdict.ON_HOLD, Verdict.CONDITION_UNMET, Verdict.RULED_OUT)


def deciding(view: Evaluation, therapy: str, verdict: Verdict) -> list[str]:
    """The keys of what may be told first: written from the table in docs/truth-and-verdicts.md, not from the program."""
    clauses, rules = view.program.deciding[therapy], view.rules

    def of(kind: str, truth: Truth) -> list[str]:
        return [c.key for c in clauses if c.rule.kind.value == kind and rules[c.key] is truth]

    conflicts = [c.key for c in view.program.conflicts if rules[c.key] is TRUE]
    match verdict:
        case Verdict.CANDIDATE | Verdict.NOT_AN_INFUSION:
            return of("supports", TRUE)
        case Verdict.RULED_OUT:
            return of("excludes", TRUE)
        case Verdict.CONDITION_UNMET:
            return of("requires", FALSE)
        case Verdict.ON_HOLD:
            blocking = [c.key for c in clauses if c.rule.when_unknown is WhenUnknown.HOLD and rules[c.key] is UNKNOWN]
            return of("holds", TRUE) or blocking
        case Verdict.UNDETERMINED if conflicts:
            return conflicts
        case Verdict.UNDETERMINED if not of("supports", TRUE):
            silent = {c.key for c in clauses if c.rule.unrecorded and rules[recorded(c.rule.unrecorded)] is not TRUE}
            given = [in_use(therapy)] if view.program.infusion[therapy] and rules[in_use(therapy)] is UNKNOWN else []
            return [*(key for key in of("supports", UNKNOWN) if key not in silent), *given]
        case Verdict.UNDETERMINED:
            lenient = {c.key for c in clauses if c.rule.when_unknown is WhenUnknown.CHECK}
            return [key for key in of("requires", UNKNOWN) if key not in lenient]
        case Verdict.IN_USE:
            return [in_use(therapy)]
        case Verdict.NO_REASON:
            return [*of("supports", FALSE), *of("supports", UNKNOWN)]


def ids(view: Evaluation, keys: list[str]) -> set[str]:
    """The rules of some keys."""
    return {view.program.by_key[key].rule.id for key in keys if key in view.program.by_key}


def arguments(trace: Trace, therapy: TherapyTrace) -> dict[str, Argument]:
    """Everything a trace says of a therapy, by rule."""
    groups = (therapy.supporting, therapy.against, therapy.unmet, therapy.unknown, therapy.notes, therapy.closed)
    conflicts = next(d for d in trace.diagnoses if d.disease == therapy.disease).conflicts
    return {a.rule: a for group in (*groups, conflicts) for a in group}


def told_of(blocks: tuple[Block, ...], disease: str, therapy: str) -> list[Paragraph | Entry]:
    """The blocks under the heading of a therapy, below the heading of its disease."""
    found: list[Paragraph | Entry] = []
    at, under = "", False
    for block in blocks:
        if isinstance(block, Heading):
            at = block.text if block.level == 2 else at
            under = at.lower() == disease.lower() and block.level == 3 and block.text.lower().startswith(f"{therapy.lower()}: ")
        elif under and isinstance(block, Paragraph | Entry):
            found.append(block)
    return found


def faults(pack: Pack, scenario: Scenario) -> Iterator[str]:
    """What of the first reason is not of the deciding kind, for every therapy of a patient."""
    advice = advised(pack, scenario, "direct")
    trace = advice.trace
    label = pack.vocabulary.fact_label
    outlines = {detail: outline(trace, detail) for detail in Detail}
    cards = {(n, box.name): box for n, box in _cards(pack, advice)}
    for view in advice.evaluations:
        diagnosis = trace.diagnoses[view.position]
        as_read = MisreadDiagnosis(view)
        for therapy in diagnosis.therapies:
            verdict = Verdict(therapy.verdict)
            keys = deciding(view, therapy.therapy, verdict)
            where, rules = f"{scenario.id} {therapy.therapy} {verdict.value}", ids(view, keys)
            known = arguments(trace, therapy)
            # After what holds, what would put it on hold by being open; before the reasons, the notes on its form.
            aside = [rule for rule in therapy.deciding if rule not in rules]
            shown_aside = verdict is Verdict.NOT_AN_INFUSION or (
                verdict is Verdict.ON_HOLD and therapy.deciding[0] in rules and all(known[r].blocks_unknown for r in aside)
            )
            if rules != set(therapy.deciding) - set(aside) or (aside and not shown_aside):
                yield f"{where}: deciding is {therapy.deciding}, not {rules}"
            for detail, blocks in outlines.items():
                told = told_of(blocks, diagnosis.label, therapy.label)
                if told:
                    yield from (
                        f"{where} {detail.value}: {fault}" for fault in _outlined(therapy, known, rules, detail, told, label)
                    )
            reasons = shown(as_read, therapy.therapy).reasons
            asked = {reason.clause.key for reason in reasons if reason.clause is not None}
            # That none holds a student may show with any reason; that there is no infusion form, with none.
            marked = verdict not in (Verdict.NO_REASON, Verdict.NOT_AN_INFUSION)
            if marked and asked != {key for key in keys if key in view.program.by_key}:
                yield f"{where}: the quiz asks for {asked}"
            first = next((line for part in cards[view.position, therapy.therapy].parts for line in part.lines), None)
            if verdict in TOLD_BY_A_RULE and (first is None or set(keys).isdisjoint(first.rules)):
                yield f"{where}: its card begins with {first}"
            if verdict in (*TOLD_BY_A_RULE[1:],) and not any(because(therapy).startswith(known[r].because) for r in rules):
                yield f"{where}: flip says {because(therapy)}"


def _cards(pack: Pack, advice: Advice) -> Iterator[tuple[int, Box]]:
    for number, ladder in enumerate(patient_picture(pack, advice).ladders):
        for rung in ladder.rungs:
            yield from ((number, box) for box in rung.boxes if box.kind is BoxKind.THERAPY)


def _outlined(
    therapy: TherapyTrace,
    known: dict[str, Argument],
    rules: set[str],
    detail: Detail,
    told: list[Paragraph | Entry],
    label: Callable[[str], str],
) -> Iterator[str]:
    verdict = Verdict(therapy.verdict)
    decided = [known[rule].because for rule in rules if rule in known]
    entries = [block for block in told if isinstance(block, Entry)]
    if detail is not Detail.SHORT:
        if told[0] != Paragraph(therapy.sentence):
            yield f"begins with {told[0]}"
        if verdict in TOLD_BY_A_RULE and not any(entries[0].text.startswith(text) for text in decided):
            yield f"the first argument is {entries[0].text}"
        return
    if verdict in TOLD_BY_A_RULE and not any(told[0].text.startswith(text) for text in decided):
        yield f"begins with {told[0].text}"
    if verdict in (Verdict.IN_USE, Verdict.UNDETERMINED, Verdict.NO_REASON) and told[0].text != therapy.sentence:
        yield f"begins with {told[0].text}"
    if verdict is Verdict.UNDETERMINED:
        missing = {label(gap.fact) for rule in rules for gap in known[rule].gaps}
        yield from (f"does not name {words}" for words in missing if words not in told[0].text)
    hidden = () if verdict in (Verdict.RULED_OUT, Verdict.ON_HOLD) else therapy.against
    if sorted(e.text for e in entries if e.tag in ("hold", "against")) != sorted(argument.because for argument in hidden):
        yield "hides what stands against it"


@pytest.mark.parametrize("part", range(2))
def test_the_first_reason_made_the_verdict_in_the_shipped_cases(
    part: int, shipped_pack: Pack, shipped_scenarios: list[Scenario]
) -> None:
    """Every therapy of the shipped patients, sampled: short, standard, full, card, quiz and flip begin with what decided."""
    step = 2 * sized(14, 1)
    found = [fault for scenario in shipped_scenarios[part::step] for fault in faults(shipped_pack, scenario)]
    assert not found, found[:5]


def test_the_first_reason_made_the_verdict_in_random_worlds() -> None:
    """The same in random packs, of which every combination of arguments comes up; each verdict does."""
    verdicts = set()
    for seed in range(sized(60, 3_000)):
        choices = Seeded(random.Random(seed))
        pack = build_pack(raw_pack(choices, 10, seed % 2 == 1), "0" * 64, complain)
        scenario = random_scenario(choices, seed % 2 == 1)
        found = list(faults(pack, scenario))
        assert not found, (seed, found[:3])
        verdicts |= {t.verdict for d in advise(pack, scenario, "direct").diagnoses for t in d.therapies}
    assert len(verdicts) >= 7, verdicts


def test_an_explanation_begins_with_what_decided(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """The first rule that `explain` tells is one on which the verdict turned, a known one before one that is open."""
    for scenario in shipped_scenarios[:: sized(90, 5)]:
        for view in evaluations_of(shipped_pack, scenario, EngineChoice.DIRECT):
            for therapy in view.program.pathway.therapies:
                told = explained(shipped_pack, scenario, TherapyName(therapy, view.disease), "direct")
                assert isinstance(told, Explanation)
                verdict = Verdict(told.answer.verdict)
                first = told.having(Role.DECIDES)[0] if verdict in TOLD_BY_A_RULE else None
                if first is not None:
                    assert first.key in deciding(view, therapy, verdict), (scenario.id, therapy)
                    assert next(paragraphs(shipped_pack, told)).startswith(f"{first.title}. {first.because}")


def short(pack: Pack, changes: dict[str, Any], therapy: str) -> list[Paragraph | Entry]:
    """What the short form says of a therapy for the README's patient, with some of the file changed."""
    patient = parse_scenario(Document("test", "", {**json.loads(EXAMPLE.read_text()), **changes}), pack)
    return told_of(outline(advise(pack, patient, "direct"), Detail.SHORT), "rheumatoid arthritis", therapy)


def test_a_hold_is_not_hidden_behind_a_preference(shipped_pack: Pack) -> None:
    """Arthritis after adalimumab with active hepatitis B: the preference made the verdict, the hepatitis stands below it."""
    example = json.loads(EXAMPLE.read_text())
    treatments = [*example["treatments"], {"therapy": "adalimumab", "outcome": "inadequate_response"}]
    changes = {"treatments": treatments, "findings": {**example["findings"], "hepatitis_b": "active"}}
    first, hold = short(shipped_pack, changes, "infliximab")
    assert first.text.startswith("The ACR prefers a change of class after a biologic has failed")
    assert isinstance(hold, Entry)
    assert hold.tag == "hold"
    assert "hepatitis B can flare up under infliximab" in hold.text


def test_what_is_open_is_said_to_be_open(shipped_pack: Pack) -> None:
    """A therapy that waits for what nobody knows is told by the rule that waits, with what is missing."""
    patient = load_scenario(ROOT / "scenarios" / "multiple_sclerosis" / "ms-jcv-not-known.json", shipped_pack)
    blocks = outline(advise(shipped_pack, patient, "direct"), Detail.SHORT)
    (told,) = told_of(blocks, "multiple sclerosis", "natalizumab")
    assert told.text.endswith("Not known here: anti-JCV antibody.")


def test_a_contradiction_is_the_reason_of_what_it_leaves_open(shipped_pack: Pack) -> None:
    """Where the input contradicts itself, that is why nothing can be told: not what else is unknown."""
    diagnoses = [{"disease": "rheumatoid_arthritis", "activity": "remission"}]
    told = short(shipped_pack, {"diagnoses": diagnoses, "measures": {"das28_esr": 5.6}}, "infliximab")
    assert told[0].text == "Whether infliximab comes into question cannot be told yet (the input contradicts itself)."


def test_going_on_is_not_louder_than_its_cautions(shipped_pack: Pack) -> None:
    """Quiet under natalizumab for over two years, JCV antibody positive: "no reason to change" stands beside the cautions."""
    patient = {
        "schema": "infusion-pathways/scenario/1", "id": "quiet", "title": "Quiet", "treatments": [
            {"therapy": "interferon_beta", "outcome": "inadequate_response", "ongoing": False},
            {"therapy": "natalizumab", "outcome": "effective", "ongoing": True},
        ],
        "diagnoses": [{"disease": "multiple_sclerosis", "subtype": "relapsing_remitting", "activity": "inactive"}],
        "findings": {"jcv_antibody": "positive", "natalizumab_beyond_24_months": "present"}, "measures": {"jcv_index": 2.4},
    }  # fmt: skip
    blocks = outline(advise(shipped_pack, parse_scenario(Document("test", "", patient), shipped_pack), "direct"), Detail.SHORT)
    first, *cautions = told_of(blocks, "multiple sclerosis", "natalizumab")
    assert first.text == "Natalizumab is being given and works; the rules find no reason against going on."
    assert {caution.tag for caution in cautions if isinstance(caution, Entry)} == {"caution"}
    assert any("24 months" in caution.text or "two years" in caution.text for caution in cautions)
