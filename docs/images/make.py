"""Draw the picture of the README, and the same text beside it, from what `pathways run` says of a shipped scenario.

    python docs/images/make.py            # write docs/images/run.svg and the block in README.md
    python docs/images/make.py --check    # exit 1 if either is out of date

The line with the version and digest of the rules is left out: it changes with every edit of a rule.
"""

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from infusion_pathways import advise, load_pack, load_scenario
from infusion_pathways.document.text import WIDTH
from infusion_pathways.trace.outline import Detail
from infusion_pathways.trace.readings import write_text

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = "scenarios/rheumatoid_arthritis/ra-methotrexate-and-sulfasalazine-failure.json"
COMMAND = f"pathways run {SCENARIO} --detail short"
PICTURE = ROOT / "docs/images/run.svg"
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=<!-- output: begin -->\n).*?(?=<!-- output: end -->)", re.DOTALL)
STAMP = re.compile(r"^(?:\x1b\[[0-9;]*m)*Rules: .*\n", re.MULTILINE)
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
TITLE = "The answer of pathways run to a shipped scenario"
DESCRIPTION = "Terminal output. The README has the same text as a block below the picture."


def output(color: bool = False) -> str:
    """What `--detail short` prints for the scenario, without the line that names the version of the rules."""
    pack = load_pack()
    file = io.StringIO()
    write_text(advise(pack, load_scenario(ROOT / SCENARIO, pack)), Detail.SHORT, file, color)
    return STAMP.sub("", file.getvalue())


def picture() -> str:
    """The output as an SVG that needs nothing from the network and reads as text."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(output(color=True).rstrip("\n")))
    svg = console.export_svg(title="pathways run --detail short", unique_id="run")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;]*;", f"font-family: {FONTS};", svg)
    named = f"<title>{TITLE}</title>\n    <desc>{DESCRIPTION}</desc>"
    svg = re.sub(r"(<svg [^>]*)>", rf'\1 role="img">\n    {named}', svg, count=1)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def block() -> str:
    """The output as a block of the README."""
    return f"```console\n$ {COMMAND}\n{output()}```\n"


def main(arguments: list[str]) -> int:
    """Write both, or check both."""
    readme = README.read_text(encoding="utf-8")
    wanted = {PICTURE: picture(), README: BLOCK.sub(lambda _: block(), readme)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is out of date: run python docs/images/make.py", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
