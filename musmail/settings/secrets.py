"""Passwords, taken from where the configuration says they are kept."""

from collections.abc import Mapping
from pathlib import Path

from musmail.settings.accounts import Secret

CREDENTIALS = "CREDENTIALS_DIRECTORY"  # systemd.exec(5), LoadCredential=
LARGEST = 64 * 1024


def reveal(secret: Secret, folder: Path, environment: Mapping[str, str]) -> str:
    """Fetch the password. Raises ValueError with a sentence that names the place and never the password."""
    if secret.env is not None:
        password = environment.get(secret.env, "")
        if not password:
            raise ValueError(f"the environment variable {secret.env} is not set")
        return password
    if secret.file is not None:
        return _from_file(folder / secret.file)
    if CREDENTIALS not in environment:
        raise ValueError(
            f"the credential {secret.credential} is only there inside the systemd unit; "
            "to check everything else use `musmail check --no-secrets`"
        )
    return _from_file(Path(environment[CREDENTIALS]) / str(secret.credential))


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST)
        password = raw.decode().rstrip("\r\n")
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} does not hold a text") from None
    if not password:
        raise ValueError(f"{path} is empty")
    if "\n" in password or "\0" in password:
        raise ValueError(f"{path} should hold the password and nothing else, on one line")
    return password
