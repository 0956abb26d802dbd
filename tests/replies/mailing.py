"""Fixed mails, addressed: a mail as its client wrote it, with a real letter's addresses put into its placeholders."""

import base64
import re

_PLACEHOLDER = re.compile(rb"@@([A-Z_]+)@@")
# The fixed mails quote a letter with this fingerprint; quoted-printable may break it anywhere.
_SAMPLE_DIGEST = re.compile(rb"(?:=\r?\n)?".join(bytes([byte]) for byte in b"5c" * 32))
# 45 bytes make 60 base64 characters; with =?utf-8?b?…?= an encoded word stays within 75 (RFC 2047 §2).
_WORD_BYTES = 45


def fill(
    raw: bytes,
    *,
    reply_to: str,
    message_id: str,
    subject: str,
    date: str,
    fresh_id: str,
    uid: str = "",
    sequence: int = 0,
    digest: str = "",
) -> bytes:
    """Write the mail as it would arrive, with CRLF; `digest` is what the letter quoted bears.

    Raises ValueError for a placeholder nobody fills.
    """
    values = {
        "REPLY_TO": reply_to,
        "MESSAGE_ID": message_id,
        "SUBJECT": header_words(subject),
        "TAG": subject[subject.rfind("[") :] if "[" in subject else "",
        "DATE": date,
        "UID": uid,
        "SEQUENCE": str(sequence),
        "FRESH_ID": fresh_id,
    }
    wanted = {found.decode() for found in _PLACEHOLDER.findall(raw)}
    missing = sorted(name for name in wanted if not values.get(name))
    if missing:
        raise ValueError(f"the mail needs {', '.join(missing)}")
    filled = _PLACEHOLDER.sub(lambda match: values[match[1].decode()].encode("ascii"), raw)
    filled = _SAMPLE_DIGEST.sub(digest.encode(), filled) if digest else filled
    return filled.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def header_words(text: str) -> str:
    """Write a subject as clients do: as it is when ASCII, otherwise as folded encoded words (RFC 2047)."""
    if text.isascii():
        return text
    chunks = [b""]
    for character in text:
        encoded = character.encode()
        if len(chunks[-1]) + len(encoded) > _WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += encoded
    return "\n ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks)
