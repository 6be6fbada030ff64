"""What the steps of an explanation cite: claims where they are first needed, references and discrepancies in full."""

from collections.abc import Iterable, Iterator

from infusion_pathways.document.blocks import Block, Entry, Heading
from infusion_pathways.pack.model import Pack, Source
from infusion_pathways.trace.entries import cited, marked
from infusion_pathways.trace.phrasebook import book_of


class Claims:
    """The claims of the document, each told with the first step that cites it."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self.told: set[str] = set()

    def of(self, cites: Iterable[str]) -> Iterator[str]:
        """The claims among some cites that were not told yet, each on a line with its place in the document."""
        for name in cites:
            claim = self._pack.claims.get(name)
            if claim is not None and name not in self.told:
                self.told.add(name)
                yield f"{name} ({claim.text('locator')}): {claim.text('text')}{marked(claim.to_be_confirmed)}"


def differences(pack: Pack, therapy: str, cites: Iterable[str]) -> Iterator[Block]:
    """Both sides of every discrepancy among some cites that is not about other therapies alone."""
    cited_ones = [pack.discrepancies[name] for name in sorted(set(cites) & set(pack.discrepancies))]
    found = [source for source in cited_ones if _concerns(pack, source, therapy)]
    if found:
        yield Heading(2, "Where the document and labels or guidelines differ")
    for source in found:
        said = f"label or guideline: {source.text('label')} {cited(source.names('sources'))}"
        yield Entry(
            source.id, f"{source.text('title')}{marked(source.to_be_confirmed)}", (f"document: {source.text('document')}", said)
        )


def _concerns(pack: Pack, discrepancy: Source, therapy: str) -> bool:
    named = [pack.claims[claim].names("therapies") for claim in discrepancy.names("claims")]
    return not named or any(not names or therapy in names for names in named)


def sources(pack: Pack, cites: Iterable[str]) -> Iterator[Block]:
    """The claims and references among some cites, in the order of the ledger."""
    wanted = set(cites)
    found = [text for name, text in book_of(pack).sources.items() if name in wanted]
    if found:
        yield Heading(2, "Sources")
    for source in found:
        grade = f" (grade {source.grade})" if source.grade else ""
        place = f" {source.place}" if source.place else ""
        yield Entry(source.id, f"{source.text}{grade}{place}{marked(source.to_be_confirmed)}")
