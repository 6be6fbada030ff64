"""What to ask next: every open fact with what hangs on it, the most decisive first."""

from dataclasses import dataclass, field
from enum import Enum

from infusion_pathways.trace.tree import Ask, Gap


class AskWeight(Enum):
    """What an open fact decides; the weight orders the questions."""

    CONFLICT = ("settles a contradiction in the input", 100_000)
    DOOR = ("decides whether there is a reason for it", 1_000)
    REQUIREMENT = ("decides whether a label or guideline condition is met", 300)
    BLOCKS = ("blocks as long as it is not known", 200)
    POSSIBLE = ("would be a reason for it if it were so", 100)
    EXCLUDES = ("could rule it out", 20)
    HOLDS = ("could put it on hold", 15)
    CHECK = ("is part of the evaluation", 5)

    def __init__(self, words: str, weight: int) -> None:
        self.words = words
        self.weight = weight


@dataclass(slots=True)
class _Question:
    gap: Gap
    weights: dict[tuple[str, AskWeight], None] = field(default_factory=dict)
    therapies: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


class AskCollector:
    """Collects open facts and orders them."""

    def __init__(self) -> None:
        self._questions: dict[str, _Question] = {}

    def add(self, gap: Gap, bearing: AskWeight, therapy: str, rule: str) -> None:
        """Note that a gap bears on a therapy through a rule."""
        question = self._questions.setdefault(gap.pointer, _Question(gap))
        question.weights[therapy, bearing] = None
        if therapy:
            question.therapies[therapy] = None
        question.rules[rule] = None

    def ordered(self) -> tuple[Ask, ...]:
        """All questions; weight is summed over therapies, each with the heaviest bearing the fact has on it."""
        asks = []
        for question in self._questions.values():
            heaviest: dict[str, AskWeight] = {}
            for therapy, bearing in question.weights:
                if therapy not in heaviest or bearing.weight > heaviest[therapy].weight:
                    heaviest[therapy] = bearing
            strongest = max(heaviest.values(), key=lambda b: b.weight)
            asks.append(
                Ask(
                    name=question.gap.fact.rpartition(".")[2],
                    question=question.gap.question,
                    words=question.gap.words,
                    pointer=question.gap.pointer,
                    bearing=strongest.words,
                    therapies=tuple(sorted(question.therapies)),
                    rules=tuple(sorted(question.rules)),
                    weight=sum(b.weight for b in heaviest.values()) + len(question.rules),
                )
            )
        return tuple(sorted(asks, key=lambda ask: (-ask.weight, ask.pointer)))
