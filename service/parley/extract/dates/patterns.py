"""The written forms of time: word lists, and one regular expression per form.

Forms are matched against text folded by `fold`, which keeps every offset. A form knows no calendar: `date_readings`
turns its match into days.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

WORDS: dict[str, Any] = tomllib.loads((files("parley.extract") / "cues" / "dates.toml").read_text(encoding="utf-8"))

MONTHS: dict[str, int] = {word: int(n) for n, words in WORDS["months"].items() for word in words}
WEEKDAYS: dict[str, int] = {word: int(n) for n, words in WORDS["weekdays"].items() for word in words}
UNITS: dict[str, str] = {word: unit for unit, words in WORDS["units"].items() for word in words}
SEASONS: dict[str, str] = {word: season for season, words in WORDS["seasons"].items() for word in words}
ANCHORS: dict[str, str] = {word: group for group, words in WORDS["anchors"].items() for word in words}

_PLAIN = (
    {ord(c): "'" for c in "’‘ʼ"} | {ord(c): "-" for c in "‐‑‒–—―−"} | {ord(c): " " for c in "\u00a0\u2009\u202f\r\t"}
)
_LOWER = {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}
_FOLD = _PLAIN | _LOWER


def fold(text: str) -> str:
    """Return the text in lower case with plain quotes, hyphens and spaces, every character in its place."""
    return text.translate(_FOLD)


def any_of(words: Any) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(w).replace("\\ ", " ") for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


_FULL_WEEKDAYS = [w for w in WEEKDAYS if w.endswith("day")]
_GAP = r"(?:\x20{1,4}\n?\x20{0,8}|\n\x20{0,8})"  # inside a paragraph, across one end of line
_MONTHS_LONG = [m for m in MONTHS if len(m) > 4 or m in ("may", "june", "july")]
_MACROS = {
    "MONTH": "(?:" + any_of(_MONTHS_LONG) + "|" + any_of([m for m in MONTHS if m not in _MONTHS_LONG]) + r"\b\.?)",
    "LONGDAY": any_of(_FULL_WEEKDAYS),
    "ANYDAY": any_of(WEEKDAYS) + r"\.?",
    "DAY": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|%|[:.,]\d|[a-z]|-(?!" + any_of(MONTHS) + r")[a-z])",
    "YEAR": r"(?:1[89]\d\d|20\d\d)(?!\d|[.,]\d|s\b|[%])",
    "NUMBER": r"(?:\d{1,3}(?![\d.,:]\d)|(?:a|one|two|three|four|five|six|seven|eight|nine) hundred|"
    + any_of(WORDS["numbers"])
    + "|"
    + any_of(WORDS["vague"])
    + ")",
    "ABOUT": any_of(
        [*WORDS["words"]["about"], *WORDS["words"]["below"], *WORDS["words"]["above"], "just", "only", "barely"]
    ),
    # no happening follows to count from
    "THEN": r"(?!\s*(?!(?:had|has|was|were|in|at|and|by|to|for|with|on|from|over|when)\b)[\w'])",
    "UNIT": any_of(UNITS),
    "BACK": r" (?:home|here|there|to|in|at|from|with|into|on|and forth)\b",  # not of time: "spent two days back home"
    "SEASON": any_of(SEASONS),
    "PARTDAY": any_of(WORDS["words"]["day_parts"]),
    "DEICTIC": any_of(WORDS["deictic"]),
    "EVENT": any_of(ANCHORS) + "s?",
    "PART": r"(?:early|late|mid|(?:the )?(?:first|second|third|fourth|last) (?:half|quarter|third|week|"
    r"weeks|days|day)(?: of)?"
    r"|(?:the )?(?:beginning|start|middle|end|close|turn|course) of)(?: in)?(?:[ -]| the )",
}


def _compile(form: str) -> re.Pattern[str]:
    """Return the pattern of a form; words in braces stand for the macros above, and a space for a gap."""
    for name, macro in _MACROS.items():
        form = form.replace("{" + name + "}", macro)
    return re.compile(form.replace("[ -]", "(?: |-)").replace(" ", _GAP))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One written form: the name of its reading, its pattern, and the classes of words one of which it holds."""

    name: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...]


_RELATIVE_YEAR = r"(?: (?:of )?(?P<ry>last|this|next) year)"
_YEAR = r"(?:,? (?P<y>{YEAR})|" + _RELATIVE_YEAR + ")"
_WEEKDAY = r"(?:(?P<wd>{ANYDAY})(?:,? ?\(?| ))?(?:the )?"
_WEEKDAYS = r"(?:{ANYDAY}(?:(?: ?- ?| (?:and|to) ){ANYDAY})?,? ?\(?)?"
_TO = r"(?P<to> ?- ?| (?:to|through|thru|until|till|and|&|or) (?:the )?)"

_FORMS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?<![\w/.-])(?P<y>{YEAR})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?=t\d\d:|[^\w/-]|-\D|$)"),
    ("numeric", r"(?<![\w/.-])(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>{YEAR})(?![\w/]|-\d)"),
    (
        "days",
        r"\b(?:(?P<pre>between|from) )?"
        + _WEEKDAYS
        + r"(?P<m1>{MONTH}) ?(?P<d1>{DAY})(?:,? (?P<y1>{YEAR}))?"
        + _TO
        + r"(?:{ANYDAY},? )?(?:(?P<m2>{MONTH}) )?(?P<d2>{DAY})"
        + _YEAR
        + "?",
    ),
    (
        "days",
        r"(?<![\d.,:$€£/-])(?:\b(?P<pre>between|from) (?:the )?)?" + _WEEKDAYS + r"\b(?P<d1>{DAY})(?: "
        r"(?:of )?(?P<m1>{MONTH})(?:,? (?P<y1>{YEAR}))?)?"
        + _TO
        + r"(?:{ANYDAY},? )?(?P<d2>{DAY}) (?:of )?(?P<m2>{MONTH})"
        + _YEAR
        + "?",
    ),
    ("date", r"\b" + _WEEKDAY + r"(?P<m>{MONTH}) ?(?:the )?(?P<d>{DAY})" + _YEAR + "?"),
    (
        "date",
        r"(?<![\d.,:$€£/-])\b"
        + _WEEKDAY
        + r"(?P<d>{DAY})(?: (?:of )?|-)(?P<m>{MONTH})(?:-(?P<y2>{YEAR})|"
        + _YEAR
        + ")?",
    ),
    (
        "nth",
        r"\bon (?:{LONGDAY},? )?the (?P<d>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))(?= of (?:this|"
        r"last|next) month| (?:and|in|at|with|to|for|when|before|after)\b|[.,;:)]|\n|$)"
        r"(?: of (?P<rm>this|last|next) month)?",
    ),
    (
        "week of",
        r"\bthe week (?:of|beginning|starting) (?:{LONGDAY},? )?(?:(?P<m>{MONTH}) (?P<d>{DAY})|"
        r"(?P<d2>{DAY}) (?P<m2>{MONTH}))" + _YEAR + "?",
    ),
    (
        "months",
        r"\b(?:(?P<pre>between|from) )?(?P<m1>{MONTH})(?:,? (?P<y1>{YEAR}))?"
        + _TO
        + r"(?P<m2>{MONTH})"
        + _YEAR
        + "?(?! ?\\d)",
    ),
    (
        "month",
        r"\b(?P<part>{PART})?(?:(?P<rel>last|next|this|this coming|this past|this same|coming|the "
        r"following|the previous)[ -])?"
        r"(?P<m>{MONTH})(?:[,-]?(?: of)? ?(?P<y>{YEAR})|" + _RELATIVE_YEAR + r"|,?(?: of| in)? (?P<told>that|the same|"
        r"that same) year)?\b",
    ),
    (
        "years",
        r"\b(?P<pre>between|from|during|in) (?P<y1>{YEAR})(?P<to> ?- ?| (?:to|through|until|and|"
        r"or) )(?P<y2>{YEAR}|\d\d\b(?!,))",
    ),
    (
        "year",
        r"\b(?P<pre>in|since|until|till|by|during|of|before|after|from|through|throughout|back "
        r"in|the year|summer of|as of) (?P<part>{PART})?(?P<y>{YEAR})\b(?!-)",
    ),
    ("year", r"\b(?P<part>{PART})(?P<y>{YEAR})\b(?!-)"),
    (
        "year of",
        r"(?:\b(?:the|a|an|his|her|its|their|whose|our|that|and|of|after)|'s?) (?P<y>{YEAR}) (?:[\w'.-]+ "
        r"){0,3}?(?:{EVENT}|accord|deal|crisis)\b",
    ),
    (
        "period",
        r"\b(?P<part>earlier|later|early|late|mid|(?:in )?(?:the )?(?:middle|beginning|start|end|"
        r"first half|second half|course)(?: of)?)?[ -]?(?:in )?"
        r"(?:(?P<rel>last|this|next|the|the past|the coming|the following|the previous|the current|"
        r"the next|the last|this past|this coming|the same|that same|that|the preceding|the new|current|"
        r"coming)[ -])"
        r"(?P<unit>day|week|weekend|month|year|quarter|decade)\b(?!-)",
    ),
    (
        "period end",
        r"\b(?:by|before|at|until) (?P<n>(?:the )?(?P<unit>month|year)(?:'s[ -]end|-end| (?:is|was) out))\b",
    ),
    (
        "season",
        r"\b(?:(?P<part>early|late|mid|the end of|the beginning of|later|earlier)[ -])?(?:in )?(?P<rel>last|"
        r"this|next|this past|this coming|the following|the previous) (?P<part2>early|late|mid)?[ -]?"
        r"(?P<n>{SEASON})\b",
    ),
    (
        "season",
        r"\b(?:(?P<part>early|late|mid|the end of|the beginning of)[ -])?(?P<n>{SEASON})(?:,? (?:of "
        r")?(?P<y>{YEAR})|" + _RELATIVE_YEAR + r")\b",
    ),
    (
        "season",
        r"\b(?:in|over|during|by|until|since) (?:the )?(?:(?P<part>early|late|mid)[ -])?(?P<n>{SEASON})\b(?! of)",
    ),
    (
        "quarter",
        r"\b(?:the )?(?P<n>first|second|third|fourth|last|1st|2nd|3rd|4th) (?P<u>quarter|half) "
        r"of (?:(?P<y>{YEAR})|(?:the|(?P<ry>last|this|next)) year)\b",
    ),
    ("quarter", r"\b(?P<u>q|h)(?P<n>[1-4])(?: of)? (?P<y>{YEAR})\b"),
    (
        "weekday",
        r"\b(?:(?P<part>early|late|later|earlier)(?: on)? )?"
        r"(?:(?P<lw>last|this|next) week,?(?: on)? |(?P<rel>last|next|this|this past|this coming|past|coming|"
        r"the following|the next|the previous|that|the same) )?"
        r"(?P<wd>{LONGDAY})(?P<more>(?:(?:,| ?-| and(?! on)| to| through| until| or)? ?(?:on )?{LONGDAY})+)?"
        r"(?: (?:early )?{PARTDAY})?(?: (?:of )?(?P<rw>last|this|next) week| (?P<weekago>a week ago))?\b",
    ),
    ("deictic", r"\b(?:(?:earlier|later|early|late|only|just)(?: on)? )?(?P<n>{DEICTIC})\b(?: {PARTDAY}\b)?"),
    (
        "same day",
        r"\b(?:(?P<part>later|earlier|late|early)(?: on)?(?: in)? )?(?P<n>the same day|that same "
        r"day|that day|the day|(?:that|the same) (?:morning|afternoon|evening|night)|"
        r"in the (?:morning|afternoon|evening)|(?:at|around) (?:noon|midday|dusk|dawn|lunchtime))\b"
        r"(?! of\b)(?!,? (?:on )?(?:{LONGDAY}|{MONTH}|{DEICTIC}))",
    ),
    (
        "next day",
        r"\b(?P<n>the following|the next|the previous|the preceding|the prior|the) (?P<unit>day|"
        r"week|month|year|morning|evening|afternoon|night)(?P<side>(?: before| after){THEN}|"
        r" earlier| later)?\b",
    ),
    (
        "ago",
        r"\b(?:(?P<about>{ABOUT}) )?(?P<n>{NUMBER}) (?P<unit>{UNIT}) (?P<side>ago|back(?!{BACK})|earlier|later|"
        r"from now|hence|(?:beforehand|before|afterwards?|after){THEN})\b",
    ),
    ("ago", r"\b(?P<unit>{UNIT}) (?P<side>ago|earlier|later)\b"),
    (
        "around",
        r"\b(?P<dir>recent|coming) (?:few )?(?P<unit>days|weeks|months|years)\b",
    ),
    (
        "around",
        r"\b(?:(?P<pre>in|over|during|for|within|throughout) )?(?:the|these) (?P<dir>past|last|"
        r"coming|next|previous|preceding|following) (?:(?P<n>{NUMBER}) )?(?:or so )?(?P<unit>hours|days?|"
        r"weeks?|months?|years?|decade|decades)\b",
    ),
    ("around", r"\b(?P<pre>in|over) the (?P<unit>days|weeks|months|years)(?: and \w+)? (?P<dir>ahead|to come)\b"),
    (
        "from now",
        r"\b(?P<pre>in|within) (?:(?:the next|a period of) )?(?:(?P<about>{ABOUT}) )?(?P<n>{NUMBER}) "
        r"(?P<unit>{UNIT})\b(?:' time)?",
    ),
    ("from now", r"\b(?P<pre>within|in a matter of) (?P<unit>hours|days|weeks|months)\b"),
    ("from now", r"\b(?P<n>a|one|two|three) (?P<unit>weeks?) from (?P<wd>{LONGDAY}|today|tomorrow)\b"),
    (
        "anchored",
        r"\b(?:(?P<within>within|in|during|over|throughout|for) )?(?:the )?(?:a period of )?(?:(?P<about>{ABOUT}) "
        r")?"
        r"(?:(?:just|only|barely|less than|first|last|very|few) )?(?:(?P<n>{NUMBER}) )?(?P<unit>{UNIT}) "
        r"(?:immediately |just |right )?"
        r"(?P<side>after|before|following|prior to|ahead of|leading up to|preceding|of|into)\b",
    ),
    (
        "anchored",
        r"\b(?P<side>on the eve of|ahead of|before|after|following(?! up)|prior to|since|in the "
        r"wake of|in the run-up to|until|shortly after|soon after|immediately after|shortly before|"
        r"just before|just after)\b",
    ),
    (
        "duration",
        r"\b(?:for|lasting|lasts?|lasted|throughout|spent|spend|spending|over) (?:the )?(?:(?P<about>{ABOUT}) "
        r")?(?P<n>{NUMBER}) (?P<unit>{UNIT})\b",
    ),
    (
        "duration",
        r"\b(?P<n>{NUMBER})[ -](?P<unit>minute|hour|day|week|month|year)(?:-long)? (?:[\w'-]+ ){0,3}?(?:{EVENT}|"
        r"stay|session|stop|stopover|forum|event|mission|swing|retreat|round|truce|pause|voyage|"
        r"pilgrimage)\b",
    ),
    ("duration", r"\b(?:after|following) (?P<n>{NUMBER}) (?P<unit>days?|weeks?) in\b"),
    (
        "frequency",
        r"\b(?:every|each) (?:(?:other|second|third|fourth|few|{NUMBER}) )?(?:{UNIT}|{LONGDAY}s?|"
        r"{MONTH}|{SEASON})\b",
    ),
    ("frequency", r"\b(?:once|twice|{NUMBER} times) (?:a|an|per|every|each) {UNIT}\b"),
    ("frequency", r"\bon {LONGDAY}s\b"),
)

# The classes of words that each form cannot do without.
_NEEDS = {
    "iso": "year", "numeric": "year", "year": "year", "years": "year", "year of": "year",
    "date": "month", "days": "month", "months": "month", "month": "month", "week of": "month", "nth": "ordinal",
    "season": "season", "quarter": "unit year", "weekday": "weekday", "deictic": "deictic", "same day": "unit deictic",
    "period": "unit", "period end": "unit",
    "next day": "unit deictic", "ago": "unit", "around": "unit", "from now": "unit",
    "anchored": "unit link", "duration": "unit", "frequency": "unit weekday month season",
}  # fmt: skip

FORMS: tuple[Form, ...] = tuple(
    Form(name=name, pattern=_compile(form), needs=tuple(_NEEDS[name].split())) for name, form in _FORMS
)

_CLASSES = {
    "month": any_of(MONTHS),
    "weekday": any_of(_FULL_WEEKDAYS) + "s?",
    "deictic": any_of([*WORDS["words"]["day_parts"], "today", "tonight", "yesterday", "tomorrow"]),
    "season": any_of(SEASONS),
    "unit": any_of([*UNITS, "weekend", "weekends", "quarter", "half", "fortnight"]),
    "link": any_of(["eve", "ahead", "before", "after", "following", "prior", "since", "wake", "run-up", "until"]),
    "year": r"(?:1[89]|20)\d\d",
    "ordinal": r"\d{1,2}(?:st|nd|rd|th)",
}
# Without one of these words there is no time in a stretch of text; the group that matched is its class.
TRIGGER = re.compile(
    r"(?<![a-z0-9])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _CLASSES.items()) + r")(?![a-z0-9])"
)
