"""Prove the shipped rules and write what came of it into docs/proofs.md.

python docs/proofs.py            # prove and write
python docs/proofs.py --check    # prove; exit 1 if something is refuted or the page says otherwise (times aside)
"""

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from infusion_pathways import load_pack
from infusion_pathways.pack.model import Pack
from infusion_pathways.prove.run import PROPERTIES, merged_results, needless_acceptances, proved, tasks
from infusion_pathways.prove.verification import ProofResult, ProofStatus
from infusion_pathways.solver.z3_solver import Budget

PAGE = Path(__file__).parent / "proofs.md"
BEGIN, END = "<!-- proofs: begin -->\n", "<!-- proofs: end -->"


def page(pack: Pack, results: Sequence[ProofResult], seconds: float) -> str:
    """The generated part of the page."""
    lines = [
        f"Rules `{pack.id}` {pack.version}, digest `{pack.digest[:12]}`: {len(results)} statements in {seconds:.0f} s.",
        "",
        "| property | statements | proved | accepted | refuted | not decided | seconds |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, words in PROPERTIES.items():
        those = [result for result in results if result.property == name]
        counted = Counter(result.status for result in those)
        numbers = [len(those)]
        numbers += [counted[s] for s in (ProofStatus.PROVED, ProofStatus.ACCEPTED, ProofStatus.REFUTED, ProofStatus.UNDECIDED)]
        spent = sum(result.seconds for result in those)
        lines.append(f"| [{name}](properties/{name}.md): {words} | {' | '.join(map(str, numbers))} | {spent:.1f} |")
    lines += ["", "Accepted by the author of the rules, with the reason (`accepted` in `rules/invariants.yaml`):", ""]
    accepted = [result for result in results if result.status is ProofStatus.ACCEPTED]
    for reason in dict.fromkeys(result.note for result in accepted):
        about = ", ".join(f"`{result.property}` {result.subject}" for result in accepted if result.note == reason)
        lines.append(f"- {reason} ({about})")
    return "\n".join(lines) + "\n"


def without_times(text: str) -> str:
    """The page as far as it has to be the same on every machine."""
    return re.sub(r" in \d+ s\.|\| [\d.]+ \|$", "", text, flags=re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Prove, then write or check."""
    pack, began = load_pack(), time.monotonic()
    parts = proved(pack, None, tasks(pack, list(pack.programs)), Budget(), (), os.cpu_count() or 1)
    results = merged_results(pack, [result for part in parts for result in part], whole=True)
    idle = needless_acceptances(pack, results)
    failed = [r for r in results if r.status in (ProofStatus.REFUTED, ProofStatus.UNDECIDED)]
    for result in failed:
        print(f"{result.status.value}: {result.property} {result.subject}: {result.words}", file=sys.stderr)
    for accepted in idle:
        print(f"accepted, but not refuted: {accepted.property} {accepted.subject}", file=sys.stderr)
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = f"{before}{BEGIN}\n{page(pack, results, time.monotonic() - began)}\n{END}{after}"
    if "--check" not in arguments:
        PAGE.write_text(wanted, encoding="utf-8")
    elif without_times(wanted) != without_times(text):
        print(f"{PAGE.name} is out of date: run python docs/proofs.py", file=sys.stderr)
        return 1
    return 1 if failed or idle else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
