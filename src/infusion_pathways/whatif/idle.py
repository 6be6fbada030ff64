"""Why an edit makes no difference, as far as it can be told from the rules and the two answers."""

from collections.abc import Iterator

from infusion_pathways.evaluation import Evaluation
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.phrasebook import book_of, facts_read
from infusion_pathways.trace.wording import listing
from infusion_pathways.whatif.answer import EditedAnswer
from infusion_pathways.whatif.arguments import evidence
from infusion_pathways.whatif.chain import answers_otherwise, tests_of
from infusion_pathways.whatif.comparison import Comparison
from infusion_pathways.whatif.following import changed_facts

MOST_NAMED = 3
NAMES = ("id", "title", "narrative", "tags")
"""What a scenario says of itself, and not of the patient."""


def why_idle(pack: Pack, comparison: Comparison, position: int) -> tuple[str, ...]:
    """Why the answer is the same with and without an edit: one sentence, or one for each diagnosis."""
    alone, at = comparison.alone[position], comparison.edits[position].at
    if at[0] in NAMES:
        return ("no rule reads it",)
    if alone is None:
        return ("beside the other edits it leaves every rule as it is",)
    if not alone.advice.evaluations:
        return ("no pathway covers any of the diagnoses, so no rule reads anything of this patient",)
    sentences = dict.fromkeys(s for view in alone.advice.evaluations for s in _why(pack, comparison.before, alone, view))
    return tuple(sentences)


def _why(pack: Pack, before: EditedAnswer, alone: EditedAnswer, view: Evaluation) -> Iterator[str]:
    was = before.advice.evaluation(view.disease)
    if was is None:
        return
    of = f" of {pack.vocabulary.diseases[view.disease].label}" if len(alone.advice.evaluations) > 1 else ""
    changed = changed_facts(was.facts, view.facts)
    if not changed:
        yield f"the facts that rules{of} read are the same: it was so before, or the rest of the file says the same"
        return
    findings = book_of(pack).page(view.program).findings
    names = listing([pack.vocabulary.fact_label(fact) for fact in changed])
    reading = [c for c in view.program.clauses if not facts_read(c.when, findings).isdisjoint(changed)]
    if not reading:
        yield f"no rule{of} reads {names}"
        return
    asking = [c for c in reading if any(answers_otherwise(test, was.facts, view.facts) for test in tests_of(c.when))]
    if not asking:
        told = "and has no" if len(reading) == 1 else "and none has a"
        yield f"{_counted(len(reading), 'reads', 'read', of)} {names}, {told} condition that tells the two values apart"
        return
    turned = [c for c in asking if was.rules[c.key] is not view.rules[c.key]]
    if turned:
        others = f" and {len(turned) - 1} more" if len(turned) > 1 else ""
        rule = turned[0].rule
        yield f"alone it would change a rule{of}: {rule.title} ({rule.id}){others}; beside the other edits it does not"
        return
    keeps = "and keeps its truth" if len(asking) == 1 else "and each keeps its truth"
    yield f"{_counted(len(asking), 'has', 'have', of)} a condition that turns, {keeps} for another reason:"
    for clause in asking[:MOST_NAMED]:
        yield _kept(pack, alone, view, clause)
    if len(asking) > MOST_NAMED:
        yield f"and {len(asking) - MOST_NAMED} more"


def _kept(pack: Pack, alone: EditedAnswer, view: Evaluation, clause: Clause) -> str:
    truth = view.rules[clause.key]
    behind = "; ".join(evidence(pack, alone, view.disease, clause)[:MOST_NAMED])
    still = "still not known" if truth is Truth.UNKNOWN else f"{truth.value} all the same"
    return f"{clause.rule.title} ({clause.rule.id}): {still}{f', because of {behind}' if behind else ''}"


def _counted(count: int, one: str, many: str, of: str) -> str:
    return f"1 rule{of} {one}" if count == 1 else f"{count} rules{of} {many}"
