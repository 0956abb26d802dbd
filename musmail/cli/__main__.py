"""`python -m musmail.cli` is the same as `musmail`."""

from musmail.cli import main

if __name__ == "__main__":
    main()
