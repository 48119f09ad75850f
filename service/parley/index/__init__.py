"""The events of one snapshot as arrays, so that any selection of them is counted, listed and grouped at once.

An index is made from the answers to short queries and says of every event which values it has. It answers what the
queries of `selection` and of the views answer, in milliseconds for hundreds of thousands of events.
"""

from parley.index.asked import contacts_asked
from parley.index.build import Ask, build_index
from parley.index.events import Counted, EventIndex, Span, Together
from parley.index.relation import Mask

__all__ = ["Ask", "Counted", "EventIndex", "Mask", "Span", "Together", "build_index", "contacts_asked"]
