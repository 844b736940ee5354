"""The key that signs sessions, made once and kept in the data folder where none is set."""

import os
import secrets
from pathlib import Path

from halfhour.data_folder import make_data_folder

FILE_NAME = "secret-key"


def kept_secret_key(data_dir: Path) -> str:
    """The data folder's key; made on first use, readable by its owner alone.

    Where the folder cannot be written the key lasts as long as the process; a system check says so.
    """
    path = data_dir / FILE_NAME
    try:
        make_data_folder(data_dir)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except OSError:
        pass  # it is there already, or cannot be made
    try:
        return path.read_text().strip() or secrets.token_urlsafe(50)
    except OSError:
        return secrets.token_urlsafe(50)
