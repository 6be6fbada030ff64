"""What a class makes of the quiz: which misconceptions and conditions are met most, verdicts and reasons kept apart."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from infusion_pathways.pack.model import Pack
from infusion_pathways.quiz import messages
from infusion_pathways.quiz.feedback import AnswerKind
from infusion_pathways.quiz.results import BEGINNING, SCHEMA
from infusion_pathways.source import Place, Problem, ProblemsFound
from infusion_pathways.source.problem import one_line
from infusion_pathways.source.reading import MOST_PROBLEMS, first_of, parse_json
from infusion_pathways.vocabulary.renamed import in_result, old_words

PARTS = ("outcome", "reasons", "asking")


class GatheredResults(NamedTuple):
    """The results of some files: good lines, lines that were cut off while they were written, and what is wrong with others."""

    results: tuple[Mapping[str, Any], ...]
    cut_off: tuple[Place, ...]
    problems: tuple[Problem, ...]


def gather(lines: Iterable[tuple[Place, str]]) -> GatheredResults:
    """Sort the lines of results files."""
    results: list[Mapping[str, Any]] = []
    cut_off: list[Place] = []
    problems: list[Problem] = []
    for place, line in lines:
        try:
            document = parse_json(place.file, line)
        except ProblemsFound as error:
            first = error.problems[0]
            begun = line.startswith(BEGINNING) or BEGINNING.startswith(line.strip())
            if begun and first.code == "not-json":
                cut_off.append(place)
            elif len(problems) <= MOST_PROBLEMS:
                problems.append(messages.not_a_result(place, "it is not JSON" if first.code == "not-json" else first.message))
            continue
        reason = wrong_with(document.value)
        found = [messages.not_a_result(place, reason)] if reason else old_words(document, in_result)
        if not found:
            results.append(document.value)
        elif len(problems) <= MOST_PROBLEMS:
            problems += (problem._replace(place=problem.place._replace(line=place.line)) for problem in found)
    shown = first_of(problems, problems[-1].place.file, lambda problem: problem) if problems else []
    return GatheredResults(tuple(results), tuple(cut_off), tuple(shown))


_ANSWER = {"disease": str, "therapy": str, "verdict": str, "right": str, "feedback": str, "rules": list, "misconceptions": list}
_RESULT = {"case": str, "finished": bool, "answers": list, "outcome": dict, "reasons": dict, "rules": dict}


def wrong_with(found: Any) -> str:
    """What keeps a value from being a result; nothing where it is one."""
    if not isinstance(found, dict):
        return "it is no object"
    if found.get("schema") != SCHEMA:
        return f"its schema is not `{SCHEMA}`"
    missing = [key for key, kind in _RESULT.items() if not isinstance(found.get(key), kind)]
    if missing:
        return f"`{missing[0]}` is missing or of another type"
    for part in PARTS:
        value = found.get(part, {"got": 0, "of": 0})
        if not isinstance(value, dict) or not all(_is_number(value.get(key)) for key in ("got", "of")):
            return f"`{part}` needs the numbers `got` and `of`"
    for answer in found["answers"]:
        if not isinstance(answer, dict) or not all(isinstance(answer.get(key), kind) for key, kind in _ANSWER.items()):
            return "an answer in it is not whole"
        if not all(isinstance(name, str) for key in ("rules", "misconceptions") for name in answer[key]):
            return "an answer in it is not whole"
    return "" if isinstance(found.get("student", ""), str) else "`student` is no text"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


class Tally(NamedTuple):
    """Something that was met: how often, and in how many answer sheets with a code."""

    name: str
    answers: int
    students: int


class TherapyTally(NamedTuple):
    """How a therapy of a disease was judged: answers, right verdicts, and right ones with their reason."""

    disease: str
    therapy: str
    answers: int
    right: int
    with_reason: int


class ClassReport(NamedTuple):
    """What a class made of the quiz. `kinds` counts how answers stand; the scores are sums over all cases."""

    cases: int
    unfinished: int
    students: int
    without_code: int
    scores: Mapping[str, tuple[float, float]]
    kinds: tuple[Tally, ...]
    misconceptions: tuple[Tally, ...]
    rules: tuple[Tally, ...]
    therapies: tuple[TherapyTally, ...]
    other_rules: int


def report_of(pack: Pack, results: Sequence[Mapping[str, Any]]) -> ClassReport:
    """The report of a class; an answer that several misconceptions explain, alike or together, counts for each of them."""
    answers = [(found.get("student", ""), answer) for found in results for answer in found["answers"]]
    wrong = [(student, answer) for student, answer in answers if answer["feedback"] != AnswerKind.RIGHT.value]
    therapies: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for _, answer in answers:
        therapies.setdefault((answer["disease"], answer["therapy"]), []).append(answer)
    return ClassReport(
        cases=len(results),
        unfinished=sum(not found["finished"] for found in results),
        students=len({found["student"] for found in results if found.get("student")}),
        without_code=sum(not found.get("student") for found in results),
        scores={part: _sum(found[part] for found in results if part in found) for part in PARTS},
        kinds=_counted((student, answer["feedback"]) for student, answer in answers),
        misconceptions=_counted((student, name) for student, answer in wrong for name in answer["misconceptions"]),
        rules=_counted((student, name) for student, answer in wrong for name in answer["rules"]),
        therapies=tuple(_by_therapy(key, group) for key, group in sorted(therapies.items())),
        other_rules=sum(found["rules"].get("digest") != pack.digest for found in results),
    )


def _sum(parts: Iterable[Mapping[str, float]]) -> tuple[float, float]:
    known = tuple(parts)
    return round(sum(part["got"] for part in known), 4), sum(part["of"] for part in known)


def _counted(met: Iterable[tuple[str, str]]) -> tuple[Tally, ...]:
    """What was met, the most frequent first."""
    pairs = tuple(met)
    often = Counter(name for _, name in pairs)
    found = [Tally(name, count, len({s for s, n in pairs if n == name and s})) for name, count in often.items()]
    return tuple(sorted(found, key=lambda counted: (-counted.answers, counted.name)))


def _by_therapy(key: tuple[str, str], answers: Sequence[Mapping[str, Any]]) -> TherapyTally:
    right = sum(answer["verdict"] == answer["right"] for answer in answers)
    return TherapyTally(*key, len(answers), right, sum(answer["feedback"] == AnswerKind.RIGHT.value for answer in answers))


def cut_off_words(place: Place) -> str:
    """What is said of a line that was cut off."""
    return one_line(f"{place.file}:{place.line}: this line was cut off while it was written, and is left out")
