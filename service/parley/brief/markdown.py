"""A brief as Markdown: CommonMark with the footnotes of GitHub and Pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from parley.brief.chronology import Brief, Line, Note
from parley.wording import number_in_words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!^$])")
_LIST = re.compile(r"^(\s*)(\d+)([.)])|^(\s*)([-+=])")


def to_markdown(brief: Brief) -> str:
    """Return the brief as Markdown; nothing in a quotation can become markup."""
    return "\n".join(_lines(brief)).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LIST.sub(lambda m: f"{m[1]}{m[2]}\\{m[3]}" if m[2] else f"{m[4]}\\{m[5]}", line)


def _lines(brief: Brief) -> Iterator[str]:
    yield f"# {escaped(brief.title)}"
    yield ""
    yield f"- Selected: {escaped(brief.selected)}"
    yield f"- {escaped(brief.searched)}"
    yield f"- {escaped(brief.origin)}"
    yield ""
    if not brief.sections:
        yield "Nothing was found. This does not mean that nothing happened."
    for section in brief.sections:
        yield f"## {escaped(section.title)}"
        yield ""
        for group in section.groups:
            if group.heading:
                yield f"### {escaped(group.heading)}"
                yield ""
            yield from (_line(line) for line in group.lines)
            yield ""
    for note in brief.notes:
        yield _note(note)
        yield ""


def _line(line: Line) -> str:
    mark = f" **[{escaped(line.mark)}]**" if line.mark else ""
    remarks = f" *{escaped('; '.join(line.remarks))}.*" if line.remarks else ""
    notes = "".join(f"[^{number}]" for number in line.notes)
    return f"- **{escaped(line.when)}**{mark} {escaped(line.text)}.{notes}{remarks}"


def _note(note: Note) -> str:
    quotes = " … ".join(f"“{escaped(each)}”" for each in note.quotes)
    title = f", *{escaped(note.title)}*" if note.title else ""
    told = "".join(f" {escaped(text)}." for text in details(note))
    address = quote(note.address, safe=":/?#[]@!$&'()*+,;=%~")
    return f"[^{note.number}]: {quotes} {escaped(note.publisher)}{title}, {escaped(note.published)}.{told} <{address}>"


def details(note: Note) -> Iterator[str]:
    """Yield what else a footnote tells: whom the article cites, and where it differs from the event."""
    if note.more:
        yield f"{number_in_words(note.more, 'more sentence')} of it"
    if note.cited:
        yield f"Cites {note.cited}"
    if note.status:
        yield f"Tells it as {note.status}"
    if note.certainty:
        yield f"Wording: {note.certainty}"
