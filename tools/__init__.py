"""Tools of the repository: what is measured or run beside the tests. None of it goes into the wheel."""
