"""An explanation in sentences that can be read aloud."""

import re
from collections.abc import Iterator, Sequence

from infusion_pathways.explain.explanation import Explanation, Role, RuleExplained
from infusion_pathways.explain.nearest import TestTurn, Turns, distance
from infusion_pathways.explain.nodes import gaps_of, reads_nothing, values_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.deciding import main_reason
from infusion_pathways.trace.entries import marked
from infusion_pathways.trace.wording import capital, listing

MOST_VALUES = 6
IN_QUESTION = (Verdict.CANDIDATE, Verdict.IN_USE, Verdict.ON_HOLD, Verdict.CONDITION_UNMET)
MOST_TOLD = 2
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
FURTHER = {"reason": "Further reasons", "rule that decides": "Further rules that decide"}
_ONE = re.compile(r"^1 (\w+)s\b")
_BRACKETS = re.compile(r" \(([^()]*)\)")
TURNED_ROUND = {"involved": "involved", "also diagnosed": "also diagnosed", "diagnosis": "the diagnosis"}
WHOLE = (" (a closed list)", " (the whole list)")


def lead(pack: Pack, explanation: Explanation) -> str:
    """The verdict in one sentence, with what it turned on in general."""
    answer, standing = explanation.answer, explanation.appraisal.standing
    name, of = answer.label, pack.vocabulary.diseases[answer.disease].label
    match Verdict(answer.verdict):
        case Verdict.CANDIDATE:
            why = "a reason for it holds and nothing that is known stands against it"
            return f"{capital(name)} comes into question for {of}, because {why}."
        case Verdict.IN_USE:
            return f"{capital(name)} is being given for {of} and works, and no safety point speaks against going on."
        case Verdict.ON_HOLD if standing.in_use is Truth.TRUE:
            return f"{capital(name)} is being given for {of} and works, but a safety point puts it on hold."
        case Verdict.ON_HOLD:
            return f"{capital(name)} would come into question for {of}, but it has to wait until a safety point is settled."
        case Verdict.CONDITION_UNMET:
            return f"There is a reason for {name} in {of}, but a label or guideline asks for more than is met."
        case Verdict.RULED_OUT:
            return f"{capital(name)} is ruled out for {of}{_although(standing.supports)}."
        case Verdict.UNDETERMINED if standing.conflict:
            return f"Whether {name} comes into question for {of} cannot be told, because the input contradicts itself."
        case Verdict.UNDETERMINED if standing.door is Truth.UNKNOWN:
            return f"Whether there is a reason for {name} in {of} cannot be told yet, because what decides it is not known."
        case Verdict.UNDETERMINED:
            return f"There is a reason for {name} in {of}, but whether a condition of a label or guideline is met is not known."
        case Verdict.NOT_AN_INFUSION:
            return f"There would be a reason for {name} in {of}, but it has no infusion form."
        case Verdict.NO_REASON:
            return f"{capital(name)} does not come into question for {of}: {_none_of(explanation)}."


def _although(supports: Truth) -> str:
    match supports:
        case Truth.TRUE:
            return ", although there would be a reason for it"
        case Truth.UNKNOWN:
            return ", whether or not there is a reason for it"
        case Truth.FALSE:
            return ""


def _none_of(explanation: Explanation) -> str:
    number = sum(rule.kind is RuleKind.SUPPORTS for rule in explanation.rules)
    if number == 0:
        return "the rules know no reason for it"
    return (
        "the one reason that the rules know does not hold" if number == 1 else f"none of its {_counted(number, 'reason')} holds"
    )


def paragraphs(pack: Pack, explanation: Explanation) -> Iterator[str]:
    """The rest in a few sentences: what decided, what was looked for and not found, what is open, what is nearest."""
    verdict = Verdict(explanation.answer.verdict)
    if verdict is not Verdict.NO_REASON:
        deciding = explanation.having(Role.DECIDES)
        most = MOST_TOLD if all(rule.truth is not Truth.UNKNOWN for rule in deciding) else 1
        yield from _told(deciding[:most])
        yield from _further(deciding[most:], "rule that decides")
    if verdict is Verdict.NOT_AN_INFUSION:
        yield from _form(pack, explanation)
    reasons = explanation.having(Role.REASON)
    yield from (f"There is a reason for it: {sentence}" for sentence in _told(reasons[:1]))
    yield from _further(reasons[1:], "reason")
    near = explanation.nearest()
    if verdict is Verdict.NO_REASON and near:
        yield nearest_sentence(near)
    yield from _against(explanation)
    if verdict in (Verdict.CANDIDATE, Verdict.IN_USE):
        yield _nothing_against(explanation)
    if verdict in IN_QUESTION:
        yield from _open(explanation)
    yield from _elsewhere(pack, explanation)


def _told(rules: Sequence[RuleExplained]) -> Iterator[str]:
    """Rules in words, with what they rest on."""
    for rule in rules:
        said = f"{rule.title}. {rule.because}{marked(rule.to_be_confirmed)} " if rule.clause else ""
        yield f"{said}{rests_on(rule)}{behind(rule)}"


def _further(rules: Sequence[RuleExplained], what: str) -> Iterator[str]:
    """Rules that are only named."""
    if rules:
        names = listing([f'"{rule.title}"' for rule in rules])
        yield f"A further {what}: {names}." if len(rules) == 1 else f"{FURTHER[what]}: {names}."


def behind(rule: RuleExplained) -> str:
    """The mechanism or reason behind a rule, as a further sentence; empty where no source tells one."""
    mechanism = rule.clause.rule.mechanism if rule.clause is not None else None
    return f" Behind it: {mechanism.text}{marked(mechanism.to_be_confirmed)}" if mechanism else ""


def rests_on(rule: RuleExplained) -> str:
    """The values that decided a rule, or what is missing, as a sentence."""
    if rule.clause is None and rule.truth is not Truth.UNKNOWN:
        return f"The treatment history says so: {_heard([value.words for value in values_of(rule.tree)])}."
    if rule.truth is Truth.UNKNOWN:
        missing = listing(_few([spoken(gap.words) for gap in gaps_of(rule.tree)]), "or")
        return f"Whether that is so here cannot be told without {missing}."
    if reads_nothing(rule.tree):
        return "That holds for every patient with this diagnosis."
    here = _heard([value.words for value in values_of(rule.tree)])
    if rule.kind in (RuleKind.SUPPORTS, RuleKind.REQUIRES):
        return f"The condition is {'met' if rule.truth is Truth.TRUE else 'not met'} here: {here}."
    return f"That is {'so' if rule.truth is Truth.TRUE else 'not so'} here: {here}."


def _few(items: Sequence[str], most: int = MOST_VALUES) -> list[str]:
    distinct = list(dict.fromkeys(items))
    return distinct if len(distinct) <= most else [*distinct[: most - 1], f"{len(distinct) - most + 1} more"]


def spoken(words: str) -> str:
    """The words for a value, or for what is missing, as part of a sentence: what it is, in brackets what is said of it."""
    name, colon, said = words.partition(": ")
    if not colon:
        return words
    for whole in WHOLE:
        name, said = name.removesuffix(whole), said.removesuffix(whole)
    if said == "none" or said.startswith("none in "):
        return f"no {name}{said.removeprefix('none')}"
    said = _ONE.sub(r"1 \1", _BRACKETS.sub(r", \1", said))
    return f"{said} ({TURNED_ROUND[name]})" if name in TURNED_ROUND else f"{name} ({said})"


def _form(pack: Pack, explanation: Explanation) -> Iterator[str]:
    """Why it is no infusion: the routes that the vocabulary gives, and what the rules note."""
    routes = pack.vocabulary.therapies[explanation.answer.therapy].routes
    if routes:
        yield f"The ways in which it can be given: {listing(routes)}."
    note = main_reason(explanation.answer)
    if note is not None:
        yield f"{note.because}{marked(note.to_be_confirmed)}"


def _nothing_against(explanation: Explanation) -> str:
    """What was looked for and not found; where something is open, only what is known is said to be clear."""
    ground = explanation.appraisal
    unknown = bool(ground.clauses(RuleKind.EXCLUDES, Truth.UNKNOWN) or ground.clauses(RuleKind.HOLDS, Truth.UNKNOWN))
    clear = f"Nothing{' that is known' if unknown else ''} rules it out or puts it on hold"
    if explanation.answer.verdict == Verdict.IN_USE.value:
        return f"{clear}."
    if ground.clauses(RuleKind.REQUIRES, Truth.UNKNOWN):
        return f"{clear}, and no condition of a label or guideline is known to be unmet."
    asked = ground.clauses(RuleKind.REQUIRES, Truth.TRUE)
    return f"{clear}, and {'what labels and guidelines ask for is met' if asked else 'no label or guideline asks for more'}."


def _open(explanation: Explanation) -> Iterator[str]:
    """What is not known and could still turn the answer, and what belongs to it in any case."""
    ground = explanation.appraisal
    kinds = (RuleKind.EXCLUDES, RuleKind.HOLDS, RuleKind.REQUIRES)
    beside = {rule.key: rule for rule in explanation.rules if rule.role is Role.BESIDE}
    keys = [clause.key for kind in kinds for clause in ground.clauses(kind, Truth.UNKNOWN)]
    waiting = [beside[key] for key in keys if key in beside]
    missing = [gap.words for rule in waiting for gap in gaps_of(rule.tree)]
    if missing:
        yield f"Rules that could still speak against it wait for what is not known: {listing(list(_by_way(missing)))}."
    cautions, checks = len(explanation.answer.cautions), len({check.words for check in explanation.answer.checks})
    belongs = [_counted(cautions, "caution")] * bool(cautions) + [_counted(checks, "check")] * bool(checks)
    if belongs:
        yield f"{capital(listing(belongs))} belong{'s' * (cautions + checks == 1)} to the answer."


def _by_way(gaps: Sequence[str]) -> Iterator[str]:
    """What is missing by the way in which it is, so that each way is said once."""
    ways: dict[str, list[str]] = {}
    for name, _, way in (gap.partition(": ") for gap in dict.fromkeys(gaps)):
        ways.setdefault(way, []).append(name)
    for way, names in ways.items():
        yield f"{_series(_few(names))} ({way})"


def _counted(number: int, what: str) -> str:
    return f"{NUMBERS[number] if number < len(NUMBERS) else number} {what}{'s' * (number != 1)}"


def nearest_sentence(near: Sequence[RuleExplained]) -> str:
    """The nearest reason and what it lacks; how many others are as near."""
    first = near[0]
    if first.near is None:
        return "With this diagnosis none of its reasons can hold."
    alike = sum(rule.near is not None and distance(rule.near) == distance(first.near) for rule in near) - 1
    also = f" {capital(_counted(alike, 'other reason'))} {'is' if alike == 1 else 'are'} as near." if alike else ""
    return f'The nearest reason is "{first.title}". {lacks(first.near)}{also}'


def lacks(near: Turns) -> str:
    """What a rule lacks, as sentences: what is not so, then what is not known."""
    return " ".join(_lack(turn) for turn in sorted(near, key=lambda turn: turn.unknown))


def _lack(turn: TestTurn) -> str:
    """What a condition asks for, with what the patient has instead."""
    asks = f"It asks for {spoken(turn.test.words)}" if turn.wanted else f"It asks that this be not so: {spoken(turn.test.words)}"
    values, gaps = [value.words for value in turn.test.values], [gap.words for gap in turn.test.gaps]
    if turn.unknown:
        same = len(gaps) == 1 and gaps[0].partition(": ")[0] == turn.test.words.partition(": ")[0]
        return f"{asks}, which is {gaps[0].partition(': ')[2]}." if same else f"{asks}; open is {_heard(gaps)}."
    return f"{asks}; the patient has {_heard(values)}." if values else f"{asks}."


def _heard(words: Sequence[str]) -> str:
    return listing(_few([spoken(each) for each in words]))


def _series(names: Sequence[str]) -> str:
    """Names as part of a sentence, set further apart where one has a comma of its own."""
    return "; ".join(names) if any(", " in name for name in names) else listing(names)


def _against(explanation: Explanation) -> Iterator[str]:
    """What stands against the therapy besides what decided."""
    sure, open_ = (
        [r for r in explanation.having(Role.AGAINST) if (r.truth is Truth.UNKNOWN) is which] for which in (False, True)
    )
    first = explanation.answer.verdict in (Verdict.NO_REASON.value, Verdict.NOT_AN_INFUSION.value, Verdict.IN_USE.value)
    for rules, lead in (
        (sure, "This would stand against it in any case" if first else "This stands against it as well"),
        (open_, "This would have to be settled first" if first else "This has to be settled as well"),
    ):
        if rules:
            yield f"{lead}: {'; '.join(dict.fromkeys(rule.title for rule in rules))}."


def _elsewhere(pack: Pack, explanation: Explanation) -> Iterator[str]:
    for other in explanation.others:
        of = pack.vocabulary.diseases[other.disease].label
        yield f"For {of}, which the patient has too, the verdict is: {Verdict(other.verdict).label}."
