"""The command line: `pathways`. One file per command; heavy imports wait until a command needs them."""

import sys


def main() -> None:
    """Run `pathways`; whatever goes wrong ends in a message and an exit code, never in a traceback."""
    from infusion_pathways.cli.app import run

    sys.exit(run(sys.argv[1:]))
