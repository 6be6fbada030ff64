"""`python -m infusion_pathways`: the command line where `pathways` is not on the path."""

from infusion_pathways.cli import main

if __name__ == "__main__":
    main()
