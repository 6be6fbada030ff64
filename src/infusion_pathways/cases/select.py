"""Which cases are asked for: by pathway, and by an expression over their words."""

import re
from collections.abc import Callable
from typing import NamedTuple

from infusion_pathways.cases import messages
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.spelling import composed

OPTION = "-k"
LONGEST = 1_000
BINDS = {"or": 1, "and": 2, "not": 3}
_TOKEN = re.compile(r"\s*(?:(\()|(\))|\"([^\"]*)\"|([^\s()\"]+))")


class Expression(NamedTuple):
    """An expression in the sequence in which it is worked out: words, each with a mark `word`, and operators behind them."""

    steps: tuple[tuple[str, str], ...]

    def holds(self, found: Callable[[str], bool]) -> bool:
        """Its truth, once it is known of each word whether it is found."""
        stack: list[bool] = []
        for kind, word in self.steps:
            match kind:
                case "word":
                    stack.append(found(word))
                case "not":
                    stack.append(not stack.pop())
                case _:
                    right, left = stack.pop(), stack.pop()
                    stack.append(left and right if kind == "and" else left or right)
        return stack[-1]


class Selection(NamedTuple):
    """Cases of some pathways (all, if none is named) whose id, title and tags an expression fits."""

    pathways: frozenset[str] = frozenset()
    expression: Expression | None = None

    def takes(self, scenario: Scenario, pack: Pack) -> bool:
        """Whether a case is asked for."""
        if self.pathways and self.pathways.isdisjoint(pack.pathway_of.get(d.disease, "") for d in scenario.diagnoses):
            return False
        if self.expression is None:
            return True
        texts = [composed(text).casefold() for text in (scenario.id, scenario.title, *scenario.tags)]
        return self.expression.holds(lambda word: any(word.casefold() in text for text in texts))


EVERY = Selection()


def read_expression(text: str) -> Expression:
    """Read words joined by `and`, `or`, `not` and brackets; a word in quotes may hold spaces. `not` binds strongest.

    Raises ProblemsFound for what is none.
    """
    text = composed(text)
    if len(text) > LONGEST:
        raise ProblemsFound([messages.not_an_expression(Place(OPTION), f"it has more than {LONGEST:,} characters")])
    steps: list[tuple[str, str]] = []
    waiting: list[tuple[str, int]] = []
    after_word = False

    def refuse(reason: str, start: int, end: int) -> ProblemsFound:
        place = Place(OPTION, 1, start + 1, max(1, end - start), text.replace("\n", " "))
        return ProblemsFound([messages.not_an_expression(place, reason)])

    def settle(strength: int) -> None:
        while waiting and BINDS.get(waiting[-1][0], 0) >= strength:
            steps.append((waiting.pop()[0], ""))

    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise refuse("a quotation mark is opened here and never closed", len(text) - len(text[at:].lstrip()), len(text))
        start, at = match.end() - len(match[0].lstrip()), match.end()
        opening, closing, quoted, bare = match.groups()
        operator = bare if bare in BINDS else ""
        if (operator in ("and", "or") or closing) and not after_word:
            raise refuse(f"a word is missing before `{operator or closing}`", start, at)
        if (opening or operator == "not" or (not operator and not closing)) and after_word:
            raise refuse("`and` or `or` is missing here", start, at)
        if opening:
            waiting.append(("(", start))
        elif closing:
            settle(1)
            if not waiting:
                raise refuse("this bracket was never opened", start, at)
            waiting.pop()
        elif operator:
            if operator != "not":
                settle(BINDS[operator])
            waiting.append((operator, start))
            after_word = False
        else:
            steps.append(("word", bare if quoted is None else quoted))
        after_word = after_word if operator else not opening
    if not after_word:
        raise refuse("a word is missing at the end" if text.strip() else "it is empty", len(text), len(text))
    settle(1)
    if waiting:
        raise refuse("this bracket is never closed", waiting[-1][1], waiting[-1][1] + 1)
    return Expression(tuple(steps))
