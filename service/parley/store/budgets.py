"""What one client may ask for: so many queries at once, so many seconds of query time a minute.

Nothing here knows a clock, a thread or an address: times come in as seconds of any steady clock, clients as strings.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

MINUTE = 60.0


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
        if self._queries and (more := len(account.under_way) - self._queries) >= 0:
            wait_s = max(sorted(account.under_way)[more][0] - now, 0.001)
            what = f"its {self._queries} queries at once"
        if self._seconds and (left := self._left(account, now)) <= 0:
            owed = sum(most_s for _, most_s in account.under_way) - left
            wait_s = max(wait_s, (owed + 0.001) * MINUTE / self._seconds)
            what = f"its {self._seconds:g} seconds of query time a minute"
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
