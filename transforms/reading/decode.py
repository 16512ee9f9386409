"""Bytes to text: Unicode first, then legacy encodings; mojibake mended, nothing else changed."""

from __future__ import annotations

import codecs
import re

from transforms.errors import InputError

#: What is looked at to guess a legacy encoding.
SAMPLE = 100_000
#: More lost characters (U+FFFD) or control characters than this share, and the text is lost.
LOST_SHARE = 0.01
#: A text in a Western legacy encoding has no more non-ASCII bytes than this.
WESTERN_SHARE = 0.12

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ\x90",
    b"\xd0\xcf\x11\xe0", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"RIFF",
    b"OggS", b"ID3", b"{\\rtf", b"SQLite format 3", b"PAR1", b"ARROW1", b"\xca\xfe\xba\xbe",
)  # fmt: skip
_DECLARED = re.compile(rb"""charset\s{0,3}=\s{0,3}["']?([\w-]{2,20})""", re.IGNORECASE)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\x0b\x0c\x1b\x1a"))
# Mojibake is two or more odd characters in a row, or one of these before what was a hard space.
_SUSPECT = re.compile(r"[^\x00-\x7f]{2}|[ÂÃâàÅÄÎÏÐÑØÙ] ")
_LOST = re.compile(r"[\ufffd\x80-\x84\x86-\x9f]")


def decode(raw: bytes, *, where: str) -> str:
    """Return the text of some bytes, mojibake mended.

    Raises:
        InputError: empty, binary, nul_bytes, or encoding (it cannot be told or mended).
    """
    if not raw.strip():
        raise InputError("empty", "there is nothing in it", where=where, fix="leave it out")
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return mend(_strictly(raw, name, where))
    if b"\0" in raw and (guess := _utf16_without_bom(raw)):
        return mend(_strictly(raw, guess, where))
    refuse_binary(raw, where=where)
    try:
        return mend(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return mend(_legacy(raw, where))


def refuse_binary(raw: bytes, *, where: str) -> None:
    """Raise InputError for bytes that are no text: binary, or text with NUL bytes in it."""
    head = raw[:SAMPLE]
    strange = len(head) - len(head.translate(None, _CONTROLS))
    if raw.startswith(_MAGIC) or strange > 0.05 * len(head):
        raise InputError(
            "binary", "this is not text", where=where, fix="save the report as text or HTML"
        )
    if b"\0" in raw:
        at = raw.index(b"\0")
        raise InputError(
            "nul_bytes",
            f"there is a NUL byte at byte {at:,}",
            where=where,
            fix="the file was cut or mixed up on its way: fetch it again, or delete the NUL bytes",
        )


def western(raw: bytes, *, where: str) -> str:
    """Return a line of a file whose other lines are UTF-8: UTF-8, or else Windows-1252.

    A line alone is too little to guess any other encoding from.

    Raises:
        InputError: encoding, when it is neither.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if "\ufffd" in text or _foreign_share(raw) > WESTERN_SHARE:
        raise _unreadable(where, "the line is not UTF-8")
    return text


def mend(text: str) -> str:
    """Return the text with mojibake (`â€™` for `’`) put right and all else as it was."""
    if text.isascii() or not _SUSPECT.search(text):
        return text
    from ftfy import TextFixerConfig, fix_text
    from ftfy.badness import is_bad

    if not is_bad(text):
        return text
    mended: str = fix_text(
        text,
        TextFixerConfig(
            unescape_html=False,
            remove_terminal_escapes=False,
            fix_latin_ligatures=False,
            fix_character_width=False,
            uncurl_quotes=False,
            fix_line_breaks=False,
            fix_surrogates=False,
            remove_control_chars=False,
            normalization=None,
        ),
    )
    return mended


def whole(text: str) -> str:
    """Return the text with lone surrogates, which no file can hold, replaced one for one."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text


def is_lost(text: str) -> bool:
    """Say whether too much of a text is characters that stand for lost ones."""
    lost = len(_LOST.findall(text))
    return lost >= 3 and lost > LOST_SHARE * len(text)


def _strictly(raw: bytes, name: str, where: str) -> str:
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        raise _unreadable(
            where, f"it says it is {name.upper()}, but is not: {error.reason}"
        ) from error
    if not text.strip("\ufeff \t\r\n"):
        raise InputError("empty", "there is nothing in it", where=where, fix="leave it out")
    return text.removeprefix("\ufeff")


def _utf16_without_bom(raw: bytes) -> str | None:
    """Tell UTF-16 by the zero in every other byte that English text has in it."""
    head = raw[: SAMPLE - SAMPLE % 2]
    half = len(head) // 2
    if half < 2 or len(raw) % 2:
        return None
    low, high = head[0::2].count(0), head[1::2].count(0)
    if high > 0.7 * half and low < 0.05 * half:
        return "utf-16-le"
    if low > 0.7 * half and high < 0.05 * half:
        return "utf-16-be"
    return None


def _legacy(raw: bytes, where: str) -> str:
    """Decode bytes that are not Unicode: as declared, Western, or as charset-normalizer finds."""
    declared = _DECLARED.search(raw[:4096])
    names = [declared[1].decode("ascii")] if declared else []
    if _foreign_share(raw) <= WESTERN_SHARE:
        names.append("cp1252")
    else:
        names.extend(_guess(raw[:SAMPLE]))
    for name in names:
        try:
            text = raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if not is_lost(text):
            return text
    return _broken_utf8(raw, where)


def _foreign_share(raw: bytes) -> float:
    head = raw[:SAMPLE]
    return sum(byte > 0x7F for byte in head) / len(head)


def _guess(head: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    best = from_bytes(head).best()
    return [best.encoding] if best else []


def _broken_utf8(raw: bytes, where: str) -> str:
    """Accept UTF-8 with a few broken bytes; they become U+FFFD."""
    text = raw.decode("utf-8", errors="replace")
    if is_lost(text):
        raise _unreadable(where, "it is in no encoding that reads as text")
    return text


def _unreadable(where: str, what: str) -> InputError:
    return InputError("encoding", what, where=where, fix="save it again as UTF-8")
