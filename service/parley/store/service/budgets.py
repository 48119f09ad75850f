"""What one client may ask for: so many queries at once, so many seconds of query time a minute.

Nothing here knows a clock, a thread or an address: times come in as seconds of any steady clock, clients as strings.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

MINUTE = 60.0
_LEAST = 0.001


@dataclass(slots=True)
class _Account:
    """The seconds that a client has left at the time `counted`, and its queries under way: latest end, most seconds."""

    left: float
    counted: float
    under_way: list[tuple[float, float]] = field(default_factory=list)


class Budgets:
    """The accounts of the clients seen last; a limit of 0 is no limit.

    Seconds come back evenly, `seconds` of them a minute, up to that many. A query is admitted while any are left and
    pays for what it used when it ends, so that a client can be in debt. At most `clients` accounts are kept: the
    one used longest ago goes first, never one with a query under way.
    """

    def __init__(self, *, queries: int, seconds: float, clients: int = 10_000) -> None:
        self._queries = queries
        self._seconds = seconds
        self._clients = clients
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    def __len__(self) -> int:
        return len(self._accounts)

    def wait_s(self, client: str, now: float) -> tuple[float, str]:
        """Return the seconds after which a query of the client is admitted, 0 for at once, and what it has used up.

        It holds whatever becomes of its queries under way, as long as it asks for nothing else in between.
        """
        account = self._accounts.get(client)
        wait_s, what = 0.0, ""
        if account is None:
            return wait_s, what
        left = self._left(account, now) if self._seconds else math.inf
        if self._queries and (more := len(account.under_way) - self._queries) >= 0:
            wait_s, what = max(sorted(account.under_way)[more][0] - now, _LEAST), f"its {self._queries} queries at once"
        if left <= 0:
            wait_s, what = max(wait_s, _LEAST), f"its {self._seconds:g} seconds of query time a minute"
        owed = sum(most_s for _, most_s in account.under_way) - left
        if what and owed >= 0:
            # It gets back nothing that counts before the last one has ended if it has all its seconds until then.
            last = max((end - now for end, _ in account.under_way), default=0.0)
            wait_s = max(wait_s, max(last, 0.0) + (owed + _LEAST) * MINUTE / self._seconds)
        return wait_s, what

    def begin(self, client: str, now: float, *, end: float, most_s: float) -> None:
        """Count a query of the client that is over at `end` at the latest and uses `most_s` seconds at most."""
        account = self._accounts.setdefault(client, _Account(left=self._seconds, counted=now))
        account.under_way.append((end, most_s))
        self._accounts.move_to_end(client)
        for idle in self._idle(len(self._accounts) - self._clients):
            del self._accounts[idle]

    def finish(self, client: str, now: float, *, end: float, most_s: float, used_s: float) -> None:
        """Count a query as over, and `used_s` seconds as used; the others are what `begin` was told."""
        account = self._accounts[client]
        account.under_way.remove((end, most_s))
        account.left, account.counted = self._left(account, now) - used_s, now

    def _left(self, account: _Account, now: float) -> float:
        return min(self._seconds, account.left + (now - account.counted) * self._seconds / MINUTE)

    def _idle(self, count: int) -> Iterator[str]:
        if count > 0:
            yield from [name for name, account in self._accounts.items() if not account.under_way][:count]
