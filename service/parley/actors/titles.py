"""Titles of offices as texts write them: "the Russian foreign minister", "Britain's top diplomat", "NATO chief"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from parley.actors.names import without_accents
from parley.actors.tables import ACTING, Office

_SPELLINGS = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"\bdefense\b", "defence"),
        (r"\badvisor\b", "adviser"),
        (r"\bcounsell?or\b", "counsellor"),
        (r"\borganization\b", "organisation"),
        (r"\bprogram\b", "programme"),
        (r"\bspokes(?:man|woman|people|men|women)\b", "spokesperson"),
        (r"\bchair(?:man|woman)?\b", "chairperson"),
        (r"\bcongress(?:man|woman)\b", "congressperson"),
        (r"\bvice[ -]?president\b", "vice president"),
        (r"\bpm\b", "prime minister"),
        (r"\bamir\b", "emir"),
        (r"\bunited nations\b", "un"),
        (r"\beuropean union\b", "eu"),
        (r"\bmfa\b", "foreign ministry"),
        (r"\bforeign affairs minister\b|\bminister (?:of|for) (?:the )?foreign affairs\b", "foreign minister"),
        (r"\bminister (?:of|for) (?:the )?(?:national )?defence\b|\bnational defence minister\b", "defence minister"),
        (r"\bsecretary of defence\b", "defence secretary"),
        (r"\bspecial/personal\b|\bpersonal\b", "special"),
    )
)
_FILLERS = re.compile(
    r"^(?:(?:the|his|her|their|its|acting|interim|caretaker|incumbent|current|new|newly|appointed|outgoing|then|"
    r"longtime|veteran|visiting|embattled|right|honourable|mr|madam|excellency)\s+)+"
)
_THE = re.compile(r"\b(of|for|to) the\b")
_PAREN = re.compile(r"\(([^)]*)\)")

_GENERIC: dict[str, tuple[str, ...]] = {
    "head_of_state": ("head of state",),
    "head_of_state+head_of_government": ("head of state", "head of government"),
    "head_of_government": ("head of government", "premier"),
    "vice_president": ("vice president",),
    "foreign_minister": ("foreign minister", "top diplomat", "chief diplomat", "head of diplomacy"),
    "defence_minister": ("defence minister", "defence chief", "minister of defence"),
    "secretary_general": ("chief", "head", "secretary general", "general secretary", "boss"),
    "head_of_organisation": ("chief", "head", "boss"),
    "group_leader": ("chief", "head", "leader"),
    "party_leader": ("general secretary", "party leader", "party chief"),
    "national_security_adviser": ("national security adviser", "security adviser"),
    "envoy": ("envoy", "special envoy", "special representative"),
    "ambassador": (
        "permanent representative to un",
        "ambassador to un",
        "un ambassador",
        "envoy to un",
        "un envoy",
        "permanent representative",
    ),
    "spokesperson": ("spokesperson",),
    "speaker": ("speaker",),
}  # fmt: skip
_WITH_ARTICLE = frozenset(
    "United Democratic Republic Dominican Central Federated European International African Arab Organisation "
    "Organization Association Economic Commonwealth Collective Shanghai Council Gulf Palestine Rapid Islands Emirates "
    "Philippines Netherlands Maldives Bahamas Gambia Comoros Houthis Bank Union".split()
)  # as the first word of several, or as the last word
_MONARCHS = frozenset({"monarch", "king", "queen", "emperor"})
_HEADS = ("president", "chairperson", "chancellor", "minister", "secretary general", "director general", "commander",
          "executive director", "managing director", "high commissioner", "commissioner general", "prosecutor",
          "secretary", "premier", "prime minister", "general secretary", "speaker", "director", "spokesperson",
          "high representative", "secretary of state")  # fmt: skip


@lru_cache(maxsize=16384)
def title_form(title: str) -> str:
    """Return `title` in the form in which titles are compared: British, neutral, lower-case, without fillers."""
    plain = without_accents(title).casefold().replace("’", "'")
    plain = re.sub(r"(?<=\w)[-‐‑](?=\w)", " ", plain)
    plain = re.sub(r"[.,]", "", plain)
    for pattern, form in _SPELLINGS:
        plain = pattern.sub(form, plain)
    plain = _THE.sub(r"\1", plain)
    return _FILLERS.sub("", " ".join(plain.split()) + " ").strip()


def titles_of(office: Office, party_forms: Sequence[str]) -> frozenset[str]:
    """Return every form of the titles of `office`; `party_forms` are title forms of the names of its party."""
    raw = office.title.removeprefix(ACTING)
    main = title_form(_PAREN.sub("", raw))
    found = {main, *(title_form(t) for t in (*_PAREN.findall(raw), *office.aliases))}
    found |= {without_party(t, party_forms) for t in found}
    head = re.split(r" (?:of|for|on|to|with) ", main, maxsplit=1)[0]
    if head in _HEADS:
        found.add(head)
    found.update(_GENERIC.get(office.kind, ()))
    found |= _by_kind(office, found)
    if office.leads:
        found.add("leader")
    return frozenset(f for f in found if f)


def _by_kind(office: Office, found: set[str]) -> set[str]:
    words = {w for f in found for w in f.split()}
    more: set[str] = set()
    if office.kind.startswith("head_of_state") and words & _MONARCHS:
        more |= _MONARCHS - {"emperor"} | ({"emperor"} & words) | {"sovereign"}
    if office.kind == "head_of_government" and not words & {"president", "chancellor", "cardinal"}:
        more.add("prime minister")
    if office.kind.endswith("_minister") and "secretary" in words:
        more.add("foreign secretary" if office.kind == "foreign_minister" else "defence secretary")
    if office.kind == "defence_minister" and "armed" in words:
        more.add("armed forces minister")
    if office.kind == "spokesperson" and "ministry" in words:
        more |= {"foreign ministry spokesperson", "ministry spokesperson"}
    if "federal" in words:
        more |= {f.removeprefix("federal ") for f in found}
    if office.kind == "head_of_government" and "cardinal" in words:
        more.add("secretary of state")
    return more


def without_party(title: str, party_forms: Sequence[str]) -> str:
    """Return a title form without the name of its party: "foreign minister of china" gives "foreign minister"."""
    for form in party_forms:
        if form and title.startswith((form + " ", form + "'s ")):
            return title[len(form) :].removeprefix("'s").strip()
        if form and title.endswith((" of " + form, " for " + form)):
            return title[: -len(form)].strip().rpartition(" ")[0].strip()
    return title


def labelled(office: Office, party: str) -> str:
    """Return the title of `office` with the name of its party.

    "President of the United States", "Special Envoy for Syria (United Nations)", "President of the European Council".
    """
    title = office.title.removeprefix(ACTING)
    aside = " (acting or overlapping)" if title != office.title else ""
    if party.casefold() in title.casefold():
        return title + aside
    if office.rank > 4 and re.search(r" (?:of|for|on|to|with) ", title):
        return f"{title} ({party}){aside}"
    return f"{title} of {'the ' if _needs_article(party) else ''}{party}{aside}"


def _needs_article(party: str) -> bool:
    words = party.split()
    return (len(words) > 1 and words[0] in _WITH_ARTICLE) or words[-1] in _WITH_ARTICLE
