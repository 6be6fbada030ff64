"""The hand-out of pairs for a class: the pairs first, the answers at the end; and the scenario files that go with it."""

from collections.abc import Iterator, Sequence

from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending
from infusion_pathways.document.markdown import markdown_of_blocks
from infusion_pathways.pack.model import Pack
from infusion_pathways.pairs.pair import Pair, PairResult
from infusion_pathways.pairs.report import homes, rule_blocks
from infusion_pathways.pairs.sentences import answers_of, change_sentences, title_of
from infusion_pathways.pairs.words import fact_difference
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.walker import LONGEST_ID
from infusion_pathways.scenario.writing import fitting_title, scenario_json
from infusion_pathways.trace.condition_words import condition_words
from infusion_pathways.trace.wording import capital

HANDOUT = "pairs.md"

INTRODUCTION = (
    "Each pair shows two invented patients. What is said of both stands first; then one fact follows, which is not the same for "
    "A and for B. What the rules say of the two is not the same either. The answers stand at the end."
)
QUESTION = "What changes from A to B, and why?"


def handout_files(pack: Pack, found: Sequence[PairResult]) -> dict[str, str]:
    """The files of a hand-out by name: two scenarios for each pair (`named_pairs`), and the text."""
    shown = [item for item in found if item.pair is not None]
    patients = (patient for item in shown if item.pair is not None for patient in item.pair.patients)
    return {f"{patient.id}.json": scenario_json(patient) for patient in patients} | {
        HANDOUT: markdown_of_blocks(_handout(pack, shown))
    }


def _handout(pack: Pack, shown: Sequence[PairResult]) -> Iterator[Block]:
    numbers = {(item.rule, item.number): number for number, item in enumerate(shown, start=1)}
    yield Heading(1, "Two patients, one fact apart")
    yield Paragraph(INTRODUCTION)
    for home, title in homes(pack, shown):
        yield Heading(2, title)
        for rule in dict.fromkeys(item.rule for item in shown if pack.rules[item.rule].pathway == home):
            of_rule = [item for item in shown if item.rule == rule]
            yield from rule_blocks(pack, of_rule, level=3)
            for item in of_rule:
                yield Heading(4, f"Pair {numbers[item.rule, item.number]}")
                yield from _pair(pack, item)
    yield Heading(2, "Answers")
    for item in shown:
        assert item.pair is not None
        yield Heading(3, f"Pair {numbers[item.rule, item.number]}: {title_of(pack, item)}")
        for side, answer in zip("AB", answers_of(pack, item), strict=True):
            yield Entry(side, capital(answer))
        yield Entry("condition", condition_words(item.condition, pack.vocabulary))
        yield from (Entry(word, told) for word, told in change_sentences(pack, item))
        yield Entry("files", ", ".join(f"{patient.id}.json" for patient in item.pair.patients))
    yield from ending(pack)


def _pair(pack: Pack, item: PairResult) -> Iterator[Block]:
    assert item.pair is not None
    differs = fact_difference(*item.pair.patients, pack.vocabulary)
    for line in differs.both:
        yield Entry("both", capital(line))
    yield Entry("A", capital(differs.first))
    yield Entry("B", capital(differs.second))
    yield Paragraph(QUESTION)


def named_pairs(pack: Pack, found: Sequence[PairResult]) -> list[PairResult]:
    """The same with ids, titles and a sentence for every patient, as their files need them."""
    result, taken = [], set[str]()
    for item in found:
        if item.pair is not None:
            stem = _stem(item, taken)
            taken.add(stem)
            item = item._replace(pair=item.pair._replace(patients=_with_texts(pack, item, item.pair, stem)))
        result.append(item)
    return result


def _stem(item: PairResult, taken: set[str]) -> str:
    """A name for the files of a pair that no other pair has."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in item.rule.lower()).strip("-")
    ends = (f"--{item.number}{'' if not again else f'-{again}'}" for again in range(len(taken) + 1))
    stems = (plain[: LONGEST_ID - len(end) - 2] + end for end in ends)
    return next(stem for stem in stems if stem not in taken)


def _with_texts(pack: Pack, item: PairResult, pair: Pair, stem: str) -> tuple[Scenario, Scenario]:
    differs = fact_difference(*pair.patients, pack.vocabulary)
    facts = dict(zip("ab", (differs.first, differs.second), strict=True))
    a, b = (
        patient._replace(
            id=f"{stem}-{side}",
            title=fitting_title(f"Patient {side.upper()} of a pair: {title_of(pack, item)}"),
            narrative=f"One of two invented patients who differ in one fact; of this one it says: {facts[side]}.",
            tags=("pair",),
        )
        for side, patient in zip("ab", pair.patients, strict=True)
    )
    return a, b
