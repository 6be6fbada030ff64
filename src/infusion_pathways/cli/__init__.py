"""The command line: `pathways`. One file per command; heavy imports wait until a command needs them."""

import sys


def main() -> None:
    """Run `pathways`; whatever goes wrong ends in a message and an exit code, never in a traceback.

    Nothing but `sys` is imported before the guard stands, so Ctrl-C is answered from the first instruction.
    """
    try:
        from infusion_pathways.cli.guard import guarded

        code = guarded(_command)
    except KeyboardInterrupt:  # before the guard stood, or a second time while it ended the first
        code = 130
    sys.exit(code)


def _command() -> int:
    from infusion_pathways.cli.app import perform

    return perform(sys.argv[1:])
