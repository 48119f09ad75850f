"""A selection of events as a brief: a dated chronology with a line per event and a footnote per claim.

Pure: rows of the tables in, a value out, and that value as Markdown or as a Word document.
"""

from parley.brief.chronology import Brief, Group, Line, Note, Period, Section, brief_of, check_length
from parley.brief.markdown import to_markdown

__all__ = ["Brief", "Group", "Line", "Note", "Period", "Section", "brief_of", "check_length", "to_markdown"]
