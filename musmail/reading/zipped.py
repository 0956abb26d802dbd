"""The document in a .docx, unpacked within limits that are looked at before anything is unpacked."""

import io
import re
import struct
import zipfile
import zlib

from musmail.conversation.files import FileFault
from musmail.errors import FormRefused

MAX_ENTRIES = 500
MAX_UNPACKED = 60 * 1024 * 1024  # of all entries, as they say; pictures are the most of it
MAX_DOCUMENT = 3 * 1024 * 1024  # ours has 60 kB

_DOCUMENT = re.compile(r"word/document\d{0,2}\.xml")
_PAGES = re.compile(r"Index/Document\.iwa|Index\.zip")  # Apple's
# An OpenDocument says first of all, and not compressed, what it is (ODF 1.3, part 2, 3.3): this at 30 bytes, the length
# of the entry's header, and its name.
_OPEN_TEXT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_END = b"PK\x05\x06"  # APPNOTE 4.3.16; a comment of 64 kB may follow
_ZIP64 = b"PK\x06\x07"


def document(data: bytes) -> bytes | None:
    """Give the XML of a Word document, or None where the archive is something else.

    Raises FormRefused where it is damaged, too large or has macros.
    """
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _document(archive, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise FormRefused(FileFault.DAMAGED) from error
    except RuntimeError as error:  # an entry with a password
        raise FormRefused(FileFault.ENCRYPTED) from error


def _check_directory(data: bytes) -> None:
    """Read how many entries there are before the library reads them all."""
    place = data.rfind(_END, max(0, len(data) - 65_557))
    if place < 0 or place + 22 > len(data):
        raise FormRefused(FileFault.DAMAGED)
    entries, size = struct.unpack_from("<HI", data, place + 10)
    if entries > MAX_ENTRIES or size > MAX_ENTRIES * 200 or data[place - 20 : place - 16] == _ZIP64:
        raise FormRefused(FileFault.TOO_LARGE)


def _is_open_text(data: bytes) -> bool:
    return data.startswith(_OPEN_TEXT, 30)


def _document(archive: zipfile.ZipFile, data: bytes) -> bytes | None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FormRefused(FileFault.TOO_LARGE)
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise FormRefused(FileFault.MACROS)
    found = next((entry for entry in entries if _DOCUMENT.fullmatch(entry.filename)), None)
    if found is None:
        if any(_PAGES.fullmatch(entry.filename) for entry in entries) or _is_open_text(data):
            raise FormRefused(FileFault.OTHER_FORMAT)
        return None
    # The other ways to pack cannot be stopped half-way, and no program packs a document with them.
    if found.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FormRefused(FileFault.DAMAGED)
    with archive.open(found) as stream:
        xml = stream.read(MAX_DOCUMENT + 1)
    if len(xml) > MAX_DOCUMENT:
        raise FormRefused(FileFault.TOO_LARGE)
    return xml
