"""Answer sheets from a file: a quiz without a terminal. Every name is understood as it is when typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from infusion_pathways.pack.model import Pack
from infusion_pathways.quiz import messages
from infusion_pathways.quiz.answer import AnswerSheet, StudentAnswer
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.hints import MOST_HINTS
from infusion_pathways.quiz.names import NotUnderstood, place_of_word, question_of_word, verdict_of_word
from infusion_pathways.source import Document, Problem, ProblemsFound
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary.renamed import in_answers, old_words

SCHEMA = "infusion-pathways/answers/1"


def sheets(document: Document, cases: Sequence[QuizCase]) -> dict[str, AnswerSheet]:
    """The sheets of a document by the id of their scenario. Raises ProblemsFound with everything that is not understood."""
    if problems := old_words(document, in_answers):
        raise ProblemsFound(problems)
    reader = _Reader(document, {case.scenario.id: case for case in cases})
    found = reader.sheets()
    if reader.problems:
        raise ProblemsFound(reader.problems)
    return found


class _Reader:
    """Walks the document once; what is wrong is noted with its place."""

    def __init__(self, document: Document, cases: Mapping[str, QuizCase]) -> None:
        self.document = document
        self.cases = cases
        self.problems: list[Problem] = []

    def sheets(self) -> dict[str, AnswerSheet]:
        """All sheets."""
        root = self._object(self.document.value, (), ("schema", "cases"))
        if root.get("schema") != SCHEMA:
            self._wrong(("schema",), f"the schema has to be `{SCHEMA}`")
        found: dict[str, AnswerSheet] = {}
        for i, raw in enumerate(self._list(root.get("cases", []), ("cases",))):
            at: Pointer = ("cases", i)
            entry = self._object(raw, at, ("scenario", "asked", "hints", "answers"))
            name = entry.get("scenario")
            case = self.cases.get(name) if isinstance(name, str) else None
            if case is None:
                self._wrong((*at, "scenario"), f"no case `{str(name)[:60]}` is played")
            elif case.scenario.id in found:
                self._wrong((*at, "scenario"), f"the case `{case.scenario.id}` has a sheet already")
            else:
                found[case.scenario.id] = self._sheet(entry, case, at)
        return found

    def _sheet(self, entry: Mapping[str, Any], case: QuizCase, at: Pointer) -> AnswerSheet:
        asked = [
            self._place(case, word, 0, (*at, "asked", i))
            for i, word in enumerate(self._list(entry.get("asked", []), (*at, "asked")))
        ]
        hints: dict[str, int] = {}
        for word, degree in self._object(entry.get("hints", {}), (*at, "hints"), None).items():
            name = self._question(case, word, (*at, "hints", word))
            if not isinstance(degree, int) or isinstance(degree, bool) or not 0 <= degree <= MOST_HINTS:
                self._wrong((*at, "hints", word), f"hints go from 0 to {MOST_HINTS}")
            elif name:
                hints[name] = degree
        answers: dict[str, StudentAnswer] = {}
        for word, raw in self._object(entry.get("answers", {}), (*at, "answers"), None).items():
            here = (*at, "answers", word)
            name = self._question(case, word, here)
            if name in answers:
                self._wrong(here, f"`{name}` is answered already")
            answer = self._answer(case, raw, name, here)
            if name and answer is not None:
                answers[name] = answer._replace(hints=hints.get(name, 0))
        return AnswerSheet(answers, tuple(dict.fromkeys(place for place in asked if place)))

    def _answer(self, case: QuizCase, raw: Any, name: str, at: Pointer) -> StudentAnswer | None:
        entry = self._object({"verdict": raw} if isinstance(raw, str) else raw, at, ("verdict", "marks"))
        index = next((q.position for q in case.questions if q.name == name), 0)
        marks = [
            self._place(case, word, index, (*at, "marks", i))
            for i, word in enumerate(self._list(entry.get("marks", []), (*at, "marks")))
        ]
        try:
            verdict = verdict_of_word(str(entry.get("verdict", "")))
        except NotUnderstood as error:
            self._wrong((*at, "verdict"), str(error))
            return None
        return StudentAnswer(verdict, frozenset(place for place in marks if place))

    def _question(self, case: QuizCase, word: str, at: Pointer) -> str:
        try:
            return question_of_word(case, word).name
        except NotUnderstood as error:
            self.problems.append(messages.answer_not_understood(self.document.place(at, key=True), str(error)))
            return ""

    def _place(self, case: QuizCase, word: Any, index: int, at: Pointer) -> str:
        try:
            if isinstance(word, bool) or not isinstance(word, str | int):
                raise NotUnderstood("a fact is a number of the list, a name or a place")
            return place_of_word(case, str(word), index)
        except NotUnderstood as error:
            self._wrong(at, str(error))
            return ""

    def _object(self, raw: Any, at: Pointer, known: Sequence[str] | None) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self._wrong(at, "an object is expected here")
            return {}
        for key in raw:
            if known is not None and key not in known:
                self.problems.append(
                    messages.answer_not_understood(
                        self.document.place((*at, key), key=True), f"the key `{key[:60]}` means nothing here"
                    )
                )
        return raw

    def _list(self, raw: Any, at: Pointer) -> list[Any]:
        if isinstance(raw, list):
            return raw
        self._wrong(at, "a list is expected here")
        return []

    def _wrong(self, at: Pointer, reason: str) -> None:
        self.problems.append(messages.answer_not_understood(self.document.place(at), reason))


def answers_schema(pack: Pack) -> dict[str, Any]:
    """The JSON Schema of an answer sheet."""
    from infusion_pathways.quiz.names import VERDICTS

    fact = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}
    facts = {"type": "array", "items": fact}
    verdict = {"enum": list(VERDICTS)}
    therapies = sorted({therapy for pathway in pack.pathways.values() for therapy in pathway.therapies})
    answer = {
        "anyOf": [
            verdict,
            {
                "type": "object",
                "additionalProperties": False,
                "required": ["verdict"],
                "properties": {"verdict": verdict, "marks": facts},
            },
        ]
    }
    entry = {
        "type": "object",
        "additionalProperties": False,
        "required": ["scenario", "answers"],
        "properties": {
            "scenario": {"type": "string", "description": "the id of a scenario"},
            "asked": {**facts, "description": "facts that were asked for: names or places"},
            "hints": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0, "maximum": MOST_HINTS}},
            "answers": {
                "type": "object",
                "description": f"by therapy ({', '.join(therapies)}), or `disease/therapy` where several diagnoses have it",
                "additionalProperties": answer,
            },
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Infusion pathways answer sheet",
        "type": "object",
        "additionalProperties": False,
        "required": ["schema", "cases"],
        "properties": {"schema": {"const": SCHEMA}, "cases": {"type": "array", "items": entry}},
    }
