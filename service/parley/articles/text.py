"""Bytes to the text of an article: encodings, line ends, what is not text at all, what is not English."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

from parley.errors import ArticleError

_MIN_WORDS = 20
_MIN_LETTERS = 100  # for scripts that put no spaces between words
_SAMPLE = 20_000
_NOT_ENGLISH_BELOW = 0.05
_LANGUAGES = {
    "ar": "Arabic", "de": "German", "el": "Greek", "es": "Spanish", "fa": "Persian", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "wuu": "Chinese", "yue": "Chinese", "zh": "Chinese",
}  # fmt: skip
_ENGLISH_CREOLES = ("pcm", "jam", "sco")  # what short English full of foreign names is taken for
_HTML_START = re.compile(r"\s*<(!doctype\s+html|html)\b", re.I)
_HTML_TAG = re.compile(
    r"</?(?:html|head|body|title|meta|link|script|style|div|span|p|br|a|ul|ol|li|h[1-6]|img|table|tr|td|article|section)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
# XML cannot carry these, and RDF/XML is one of the forms that evidence is given out in.
_TO_SPACE = dict.fromkeys(
    [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0x85), *range(0x86, 0xA0)], " "
)
_TO_SPACE |= {0xFFFE: " ", 0xFFFF: " "}

_MAGIC = ((b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP, DOCX or ODT"), (b"\xd0\xcf\x11\xe0", "Word"), (b"\x1f\x8b", "gzip"))
_ZERO_FREE = 8192


def read_bytes(path: Path, limit: int, kind: str) -> bytes:
    """Return the bytes of a file; raise ArticleError, before reading, where there are more than `limit`."""
    size = path.stat().st_size
    if size > limit:
        raise too_large(kind, size, limit, str(path))
    return path.read_bytes()


def too_large(kind: str, size: int | None, limit: int, where: str) -> ArticleError:
    """Return the error for `size` bytes, None where nobody counted, that are more than `limit`."""
    extent = f"{size:,} bytes of {kind}" if size else f"a line of {kind}"
    return ArticleError(
        f"{extent}, more than the {limit:,} that are read at once",
        where=where,
        remedy="split it into its articles, one file each",
    )


def decode(data: bytes, where: str, *, declared: str | None = None) -> str:
    """Decode UTF-8, or the encoding that a page declares; a byte order mark stays for `clean` to drop."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ArticleError("UTF-16, not UTF-8", where=where, remedy="convert it to UTF-8: iconv -f UTF-16 -t UTF-8")
    kind = next((name for magic, name in _MAGIC if data.startswith(magic)), None)
    if kind or b"\0" in data[:_ZERO_FREE]:
        raise ArticleError(
            f"not text but a {kind or 'binary'} file", where=where, remedy="save the article as plain text in UTF-8"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if declared:
            try:
                return data.decode(declared)
            except (UnicodeDecodeError, LookupError):
                pass  # the page is wrong about itself
        guess = _likely_encoding(data)
        raise ArticleError(
            f"not UTF-8: byte {error.start} is 0x{data[error.start]:02X}"
            + (f"; it looks like {guess}" if guess else ""),
            where=where,
            remedy=f"convert it to UTF-8: iconv -f {guess or 'ITS-ENCODING'} -t UTF-8",
        ) from error


def _likely_encoding(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # One for each script: its relatives fit a short text as well, and a wrong one of them spoils it unnoticed.
    likely = ["cp1252", "cp1251", "cp1253", "cp1255", "cp1256", "gb18030", "big5", "shift_jis", "euc_kr", "koi8_r"]
    best = from_bytes(data[:65536], cp_isolation=likely).best()
    if best is None:
        return None
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding.replace("_", "-")


def reason(error: OSError) -> str:
    """Return what the operating system says, without the path."""
    return f"cannot be read: {error.strerror or error}"


def clean(text: str) -> str:
    """Return `text` without byte order mark, line ends made LF, control characters made spaces."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_TO_SPACE)


def is_html(text: str) -> bool:
    """Say whether `text` begins as an HTML page or holds three HTML tags."""
    if _HTML_START.match(text):
        return True
    tags = _HTML_TAG.finditer(text)
    return sum(1 for _, _ in zip(range(3), tags, strict=False)) == 3


def check_language(text: str, stated: str | None, where: str) -> None:
    """Raise ArticleError where the text, or failing enough of it what is said about it, is not English."""
    sample = text[:_SAMPLE]
    if len(sample.split()) >= _MIN_WORDS or sum(map(str.isalpha, sample)) >= _MIN_LETTERS:
        ranked = _identify()(sample)
        likely = dict(ranked)
        if sum(likely.get(code, 0.0) for code in ("en", *_ENGLISH_CREOLES)) >= _NOT_ENGLISH_BELOW:
            return
        language = _LANGUAGES.get(ranked[0][0], f"the language {ranked[0][0]!r}")
    else:
        code = re.match(r"[a-z]*", stated.strip().casefold())[0] if stated else ""  # type: ignore[index]
        if not code or code in ("en", "eng", "english"):
            return
        language = _LANGUAGES.get(code, f"the language {code!r}")
    raise ArticleError(
        f"not in English: the text looks like {language}", where=where, remedy="English is read; leave it out"
    )


@functools.cache
def _identify() -> Callable[[str], list[tuple[str, float]]]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    rank: Callable[[str], list[tuple[str, float]]] = LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True
    ).rank
    return rank
