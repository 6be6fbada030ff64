"""A word of the vocabulary that nothing uses."""

from collections.abc import Iterator, Mapping

from infusion_pathways.lint.finding import Check, Level, Remark
from infusion_pathways.lint.study import Study


def find(study: Study) -> Iterator[Remark]:
    """Classes, outcomes, organs, therapies, checks and flags that no rule names, nor another word."""
    for section, used in used_words(study).items():
        for name in study.raw.get(section, {}):
            if name not in used:
                spot = study.written.spot((section, name), key=True)
                yield Remark(spot, f"nothing uses `{name}` of `{section}`", "use it in a rule, or take it out")


def used_words(study: Study) -> Mapping[str, frozenset[str]]:
    """The words of each section that something uses; facts have a check of their own."""
    words, uses = study.pack.vocabulary, study.uses
    subtypes = (part for disease in words.diseases.values() for part in disease.subtypes.values())
    levels = (part for disease in words.diseases.values() for part in disease.activity.values())
    organs = {organ for parts in (subtypes, levels) for part in parts for organ in part.organs}
    classes = set(uses.get("class", ())) | {name for word in words.classes.values() for name in word.within}
    named = set(uses.get("therapy", ())) | set(uses.get("other_than", ()))
    named |= {t for pathway in study.pack.pathways.values() for t in pathway.therapies}
    named |= {t for name in uses.get("class", ()) for t in words.members.get(name, ())}
    named |= {t for claim in study.pack.claims.values() for t in claim.names("therapies")}
    return {
        "organs": frozenset(uses.get("organ", ())) | organs,
        "classes": frozenset(classes) | {c for t in words.therapies.values() for c in t.classes},
        "therapies": frozenset(named),
        "outcomes": frozenset(uses.get("outcome", ())) | {n for n, o in words.outcomes.items() if o.works or not o.taken},
        "checks": frozenset(uses.get("ask", ())),
        "flags": frozenset(uses.get("flag", ())),
    }


CHECK = Check("word-never-used", Level.WARNING, "nothing uses a word of the vocabulary", find, whole=True)
