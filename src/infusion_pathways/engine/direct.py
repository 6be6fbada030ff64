"""The direct engine: the program as a network of bits, for bulk work. `logic` is its reference."""

from weakref import WeakKeyDictionary

from infusion_pathways.engine.network import Network
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Program
from infusion_pathways.meaning.standing import FALSE, TRUE, UNKNOWN, Standing
from infusion_pathways.meaning.verdicts import Verdict, verdict_of

Masks = tuple[int, int]
Possible = tuple[tuple[int, int, int], ...]


def _truth(state: int, masks: Masks) -> Truth:
    if state & masks[0]:
        return TRUE
    return FALSE if state & masks[1] else UNKNOWN


def _with_possible(state: int, supports: Truth, possible: Possible) -> Truth:
    """The truth of all reasons: those that wait for a fact count as not given until it is recorded."""
    for true, false, known in possible:
        if state & true:
            return TRUE
        if supports is FALSE and not state & false and state & known:
            supports = UNKNOWN
    return supports


class NetworkProgram:
    """A network with the masks it is read through."""

    def __init__(self, program: Program) -> None:
        self.network = Network(program)
        masks = self.network.masks
        self.rules = {key: masks(literal) for key, literal in self.network.literals.items()}
        self._conflict = masks(self.network.conflict)[0]
        self._therapies = [(t, program.infusion[t], self._groups(t)) for t in program.pathway.therapies]
        self._verdicts: dict[Standing, Verdict] = {}

    def _groups(self, therapy: str) -> tuple[Masks, Possible, Masks, Masks, Masks, Masks, int, tuple[int, ...]]:
        group, masks = self.network.groups[therapy], self.network.masks
        return (
            masks(group.supports),
            tuple((*masks(reason), masks(known)[0]) for reason, known in group.possible),
            masks(group.in_use),
            masks(group.excludes),
            masks(group.holds),
            masks(group.requires),
            masks(group.lenient)[1],
            tuple(sum(masks(literal)) for literal in group.may_wait),
        )

    def verdicts(self, facts: Facts) -> dict[str, Verdict]:
        """The bare verdict of every therapy, without any explanation."""
        state = self.network.state(facts)
        conflict = bool(state & self._conflict)
        found: dict[str, Verdict] = {}
        for therapy, infusion, (supports, possible, used, excludes, holds, requires, lenient_false, waiting) in self._therapies:
            standing = Standing(
                _with_possible(state, _truth(state, supports), possible),
                _truth(state, used),
                _truth(state, excludes),
                _truth(state, holds),
                any(not state & either for either in waiting),
                FALSE if state & lenient_false else _truth(state, requires),
                conflict,
                infusion,
            )
            verdict = self._verdicts.get(standing)
            if verdict is None:
                verdict = self._verdicts[standing] = verdict_of(standing).verdict
            found[therapy] = verdict
        return found


class DirectEngine:
    """Evaluates programs without durable-rules; compiled programs are kept as long as the pack lives."""

    name = "direct"

    def __init__(self) -> None:
        self._compiled: WeakKeyDictionary[Program, NetworkProgram] = WeakKeyDictionary()

    def compiled(self, program: Program) -> NetworkProgram:
        """The compiled form of a program, made when first asked for."""
        known = self._compiled.get(program)
        if known is None:
            known = self._compiled[program] = NetworkProgram(program)
        return known

    def rules(self, program: Program, facts: Facts) -> dict[str, Truth]:
        """The truth of every premise of a program, by key."""
        compiled = self.compiled(program)
        state = compiled.network.state(facts)
        return {
            key: TRUE if state & true else FALSE if state & false else UNKNOWN for key, (true, false) in compiled.rules.items()
        }
