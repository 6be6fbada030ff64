"""From what a student types to facts, therapies and verdicts; what is not understood is said, with what may have been meant."""

from collections.abc import Iterable

from infusion_pathways.meaning.condition import Known
from infusion_pathways.meaning.facts import ACTIVITY, ORGANS, SUBTYPE, TREATMENTS
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.quiz.case import QuizCase, QuizQuestion, read_by
from infusion_pathways.quiz.evidence import place_of
from infusion_pathways.source.problem import nearest, one_line
from infusion_pathways.source.spelling import as_typed, composed
from infusion_pathways.trace.wording import listing
from infusion_pathways.vocabulary import renamed

VERDICTS = tuple(verdict.value for verdict in Verdict)
_SECTIONS = (("findings", "finding"), ("measures", "measure"), ("patient", "patient"))
_OF_A_DIAGNOSIS = {"subtype": SUBTYPE, "activity": ACTIVITY, "organ_involvement": ORGANS, "organs": ORGANS}
_LONGEST = 60
MOST_MEANT = 4


class NotUnderstood(Exception):
    """Something typed that means nothing here; the message says what, and what may have been meant."""


class OldVerdict(NotUnderstood):
    """A verdict by the name it had in an earlier version; the message says the new one."""


def verdict_of_word(word: str) -> str:
    """The verdict that is meant: its name, its label, or the beginning of one that no other verdict has."""
    typed = as_typed(word)
    if typed in renamed.VERDICTS.words:
        raise OldVerdict(f"the verdict `{_shown(word)}` is called `{renamed.VERDICTS.words[typed]}` now")
    spelled = {verdict.value: verdict.value for verdict in Verdict} | {
        verdict.label.replace(" ", "_"): verdict.value for verdict in Verdict
    }
    if typed in spelled:
        return spelled[typed]
    begun = sorted({spelled[name] for name in spelled if typed and name.startswith(typed)})
    if len(begun) == 1:
        return begun[0]
    raise NotUnderstood(f"no verdict `{_shown(word)}`{_meant(typed, spelled, begun or VERDICTS)}")


def question_of_word(case: QuizCase, word: str) -> QuizQuestion:
    """The therapy that is meant: its letter, its name in the case, its label, or another accepted spelling."""
    typed = composed(word).strip().lower()
    words = case.pack.vocabulary
    for question in case.questions:
        disease, _, therapy = typed.rpartition("/")
        known = {
            question.name,
            question.letter.lower(),
            composed(question.label).lower(),
            f"{question.disease}/{question.therapy}",
        }
        spelled = f"{words.canonical('diseases', disease)}/" * bool(disease) + words.canonical("therapies", therapy)
        if typed in known or spelled in known:
            return question
    names = [question.name for question in case.questions]
    raise NotUnderstood(f"no therapy `{_shown(word)}` to judge in this case{_meant(typed, names, names)}")


def place_of_word(case: QuizCase, word: str, index: int) -> str:
    """The mark that is meant: the number of a fact, its name (also of one that is not recorded), or its place.

    Names of what belongs to a diagnosis mean the diagnosis at `index`.
    """
    typed = composed(word).strip()
    if typed.isdigit():
        if 1 <= int(typed) <= len(case.items):
            return case.items[int(typed) - 1].place
        raise NotUnderstood(f"no fact number {typed[:_LONGEST]}: they go from 1 to {len(case.items)}")
    if typed.startswith("/"):
        return _known_place(case, typed, index)
    name = as_typed(typed)
    if name in _OF_A_DIAGNOSIS:
        return _of_a_diagnosis(case, _OF_A_DIAGNOSIS[name], index)
    if name in ("treatments", "treatment_history", "history"):
        return "/treatments"
    words = case.pack.vocabulary
    for section, kind in _SECTIONS:
        fact = f"{kind}.{words.canonical(section, name)}"
        if words.fact_word(fact) is not None and fact in set(words.facts()):
            return case.evidence(index).reader.pointer(fact)
    known = {fact.partition(".")[2]: fact in read_by(case) for fact in words.facts() if fact != TREATMENTS}
    close = nearest(name, [n for n, is_read in known.items() if is_read]) or nearest(name, known)
    holding = [n for n, is_read in known.items() if is_read and name in n]
    meant = [close] if close else holding[:MOST_MEANT]
    quoted = listing([f"`{one}`" for one in meant], "or")
    raise NotUnderstood(f"no fact `{_shown(word)}`" + (f"; did you mean {quoted}?" if quoted else ""))


def _of_a_diagnosis(case: QuizCase, fact: str, index: int) -> str:
    """The place of a fact of a diagnosis; of an activity that is not stated, the score that tells it."""
    reader = case.evidence(index).reader
    stated = reader.pointer(fact)
    if fact != ACTIVITY or stated in case.places:
        return stated
    told = [place_of(value.pointer) for value in reader.read((Known(fact),))[0]]
    return next((place for place in told if place in case.places), stated)


def _known_place(case: QuizCase, typed: str, index: int) -> str:
    place = place_of(typed)
    if place in case.places:
        return place
    section, _, name = place.strip("/").partition("/")
    sections = {section for section, _ in _SECTIONS}
    if section in sections:
        return place_of_word(case, name, index)
    for own in range(len(case.scenario.diagnoses)):
        if place in (f"/diagnoses/{own}/{field}" for field in ("subtype", "activity", "organ_involvement")):
            return place
    if place == "/treatments":
        return place
    raise NotUnderstood(f"nothing stands at `{_shown(typed)}`{_meant(place, case.places, ())}")


def _shown(word: str) -> str:
    return one_line(word[:_LONGEST])


def _meant(word: str, known: Iterable[str], choices: Iterable[str]) -> str:
    close = nearest(word, known)
    if close is not None:
        return f"; did you mean `{close}`?"
    listed = ", ".join(choices)
    return f"; one of: {listed}" if listed else ""
