"""The small set of shipped cases that stands for all of them reaches what all of them reach."""

from tests.cover import cover_files, every_file, reached
from tests.sizes import long_only


def test_the_cover_is_made_of_shipped_cases() -> None:
    """Each line names a file that ships, once; a case that was removed or renamed asks for `python -m tests.cover`."""
    files = cover_files()
    assert len(set(files)) == len(files) > 100
    assert set(files) <= set(every_file())


@long_only
def test_the_cover_reaches_all_that_is_reached() -> None:
    """No coverage goal is reached by the shipped cases and missed by those of the cover."""
    assert reached().keys() - reached(cover_files()).keys() == set()
