"""A brief as a Word document with footnotes.

python-docx opens and saves documents but knows no footnotes, so the part that holds them is added here as Office Open
XML has it (ECMA-376, part 1, section 17.11).
"""

from __future__ import annotations

import datetime as dt
import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from parley.brief.chronology import Brief, Line, Note
from parley.brief.markdown import details
from parley.wording import without_controls


def to_docx(brief: Brief, *, made: dt.date) -> bytes:
    """Return the brief as a Word document; `made` is the day that its properties give."""
    document = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    text, mark = _footnote_styles(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = brief.title, "Parley", without_controls(brief.origin)
    properties.created = properties.modified = dt.datetime.combine(made, dt.time())
    document.add_heading(without_controls(brief.title), 0)
    for head in (f"Selected: {brief.selected}", brief.searched, brief.origin):
        document.add_paragraph(without_controls(head))
    if not brief.sections:
        document.add_paragraph("Nothing was found. This does not mean that nothing happened.")
    for section in brief.sections:
        document.add_heading(without_controls(section.title), 1)
        for group in section.groups:
            if group.heading:
                document.add_heading(without_controls(group.heading), 2)
            for line in group.lines:
                _add_line(document.add_paragraph(style="List Bullet"), line, mark)
    _add_footnotes(document, brief.notes, text, mark)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_line(paragraph: Paragraph, line: Line, mark: str) -> None:
    paragraph.add_run(without_controls(line.when)).bold = True
    if line.mark:
        paragraph.add_run(without_controls(f" [{line.mark}]")).bold = True
    paragraph.add_run(without_controls(f" {line.text}."))
    for number in line.notes:
        run = paragraph.add_run()
        run._r.append(_run_style(mark))
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(number))
        run._r.append(reference)
    if line.remarks:
        paragraph.add_run(without_controls(f" {'; '.join(line.remarks)}.")).italic = True


def _footnote_styles(document: WordDocument) -> tuple[str, str]:
    """Add the styles of footnotes and return their identifiers: that of the text, that of the mark."""
    text = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    text.font.size = Pt(9)
    mark = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    return text.style_id, mark.style_id


def _add_footnotes(document: WordDocument, notes: tuple[Note, ...], text: str, mark: str) -> None:
    root = OxmlElement("w:footnotes")
    # Word wants the two lines above the footnotes defined, by the numbers -1 and 0.
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        line = _footnote(number, _paragraph(None, _run(OxmlElement(f"w:{kind}"))))
        line.set(qn("w:type"), kind)
        root.append(line)
    for note in notes:
        own = _run(OxmlElement("w:footnoteRef"))
        own.insert(0, _run_style(mark))
        root.append(_footnote(note.number, _paragraph(text, own, _run(_words(f" {_told(note)}")))))
    part = Part(
        PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, serialize_part_xml(root), document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _told(note: Note) -> str:
    quotes = " … ".join(f"“{quote}”" for quote in note.quotes)
    title = f", “{note.title}”" if note.title else ""
    told = "".join(f" {text}." for text in details(note))
    return f"{quotes} {note.publisher}{title}, {note.published}.{told} {note.address}"


def _footnote(number: int, paragraph: BaseOxmlElement) -> BaseOxmlElement:
    footnote = OxmlElement("w:footnote")
    footnote.set(qn("w:id"), str(number))
    footnote.append(paragraph)
    return footnote


def _paragraph(style: str | None, *runs: BaseOxmlElement) -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    if style is not None:
        properties, named = OxmlElement("w:pPr"), OxmlElement("w:pStyle")
        named.set(qn("w:val"), style)
        properties.append(named)
        paragraph.append(properties)
    paragraph.extend(runs)
    return paragraph


def _run(content: BaseOxmlElement) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    run.append(content)
    return run


def _run_style(style: str) -> BaseOxmlElement:
    properties, named = OxmlElement("w:rPr"), OxmlElement("w:rStyle")
    named.set(qn("w:val"), style)
    properties.append(named)
    return properties


def _words(text: str) -> BaseOxmlElement:
    words = OxmlElement("w:t")
    words.text = without_controls(text)
    words.set(qn("xml:space"), "preserve")
    return words
