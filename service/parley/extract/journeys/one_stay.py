"""Stops within one stay: "arrived in Nairobi on Monday and toured the port of Mombasa" is one visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.journey import fits_status, is_dated, is_long_over
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.earlier import told_back
from parley.model import Status

_NEAR = 3  # sentences after which another stop is one of another stay


def one_stay(context: Context, frames: Iterable[Frame]) -> list[Frame]:
    """Return the frames, stops without a day of their own joined to the visit to the same state told just before."""
    kept: list[Frame] = []
    for frame in sorted(frames, key=lambda f: f.trigger):
        whole = next((n for n, f in enumerate(kept) if _holds(context, f, frame)), None)
        if whole is None:
            kept.append(frame)
            continue
        places = dict.fromkeys((*kept[whole].places, *frame.places))
        sentences = dict.fromkeys((*kept[whole].sentences, *frame.sentences))
        kept[whole] = replace(kept[whole], places=tuple(places), sentences=tuple(sentences))
    return kept


def _holds(context: Context, stay: Frame, stop: Frame) -> bool:
    doc = context.doc
    if stay.type != VISIT or stop.type != VISIT or is_dated(stop.when) or not (stay.places and stop.places):
        return False
    if not 0 <= doc.tokens[stop.trigger].sentence - doc.tokens[stay.trigger].sentence <= _NEAR:
        return False
    if told_back(doc, stop.trigger) != told_back(doc, stay.trigger) or not fits_status(stay.status, stop.status):
        return False
    if stop.status is Status.ONGOING and is_long_over(context, stay.when):
        return False  # "visited Uganda in May. He is in Kampala for three days"
    host = country_at(context, stay.places[0])
    return host is not None and host == country_at(context, stop.places[0]) and stay.visitors == stop.visitors
