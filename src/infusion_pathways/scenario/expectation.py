"""What a case expects, read from its `expect`; every name in it must exist."""

from collections.abc import Iterable, Mapping
from typing import Any

from infusion_pathways.scenario import messages
from infusion_pathways.scenario.model import Expect
from infusion_pathways.scenario.walker import Walker, unknown_as
from infusion_pathways.verdicts import Outcome, Verdict

EXPECT_KEYS = ("outcome", "verdicts", "because", "not_because", "flags", "asks")


def read_expect(walker: Walker, raw: Any) -> Expect:
    """Read the expectation of a case; problems go to the walker."""
    return _Reader(walker).expect(raw)


class _Reader:
    def __init__(self, walker: Walker) -> None:
        self.walker = walker

    def expect(self, raw: Any) -> Expect:
        entry = self.walker.object(raw, ("expect",), "`expect`", EXPECT_KEYS)
        outcomes, verdicts = [o.value for o in Outcome], [v.value for v in Verdict]
        outcome = entry.get("outcome")
        if outcome is not None:
            outcome = self.walker.name(outcome, ("expect", "outcome"), "", outcomes, unknown_as("outcome"))
        expected: dict[str, str] = {}
        stated = entry.get("verdicts", {})
        for key, verdict in (stated if isinstance(stated, dict) else {}).items():
            at = ("expect", "verdicts", key)
            disease, _, therapy = key.rpartition("/")
            name = self.walker.name(therapy, at, "therapies", self.walker.words.therapies, messages.unknown_therapy, key=True)
            if disease:
                disease = (
                    self.walker.name(disease, at, "diseases", self.walker.words.diseases, messages.unknown_disease, key=True)
                    or ""
                )
            wanted = self.walker.name(verdict, at, "", verdicts, unknown_as("verdict"))
            if name and wanted:
                expected[f"{disease}/{name}" if disease else name] = wanted
        if not isinstance(stated, dict):
            self.walker.wrong(("expect", "verdicts"), "an object", stated)
        because = self._expected_names(entry, "because", self._known_rules(entry, "because"), "rule")
        return Expect(
            outcome=outcome,
            verdicts=expected,
            because=because,
            not_because=self._expected_names(entry, "not_because", self._known_rules(entry, "not_because"), "rule"),
            flags=self._expected_names(entry, "flags", self.walker.words.flags, "flag"),
            asks=self._expected_names(entry, "asks", self._askable(), "fact or check"),
        )

    def _expected_names(self, entry: Mapping[str, Any], key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        return self.walker.names(entry.get(key, []), ("expect", key), "", known, what)

    def _known_rules(self, entry: Mapping[str, Any], key: str) -> set[str]:
        """Rule ids, and those of rules with a therapy (`rule@therapy`)."""
        known = set(self.walker.pack.rules)
        named = entry.get(key, [])
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str) and "@" in name:
                rule, _, therapy = name.partition("@")
                if rule in self.walker.pack.rules and therapy in self.walker.words.therapies:
                    known.add(name)
        return known

    def _askable(self) -> set[str]:
        return {*self.walker.words.checks, *(fact.rpartition(".")[2] for fact in self.walker.words.facts())}
