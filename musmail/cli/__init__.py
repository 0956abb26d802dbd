"""The commands: thin, and a mistake of the user's is answered in sentences."""

import sys

from musmail.cli.commands import app
from musmail.cli.showing import complain
from musmail.errors import MusmailError

MISTAKE = 2  # what the shell gets for a mistake of the user's, as for a wrong option
INTERRUPTED = 130  # 128 + SIGINT, as shells count


def main() -> None:
    """Run one command; whatever an administrator can mend is said on standard error, without a traceback."""
    try:
        app()
    except MusmailError as error:
        complain(str(error))
        sys.exit(MISTAKE)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        complain(f"{place}{error.strerror or error}")
        sys.exit(MISTAKE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
