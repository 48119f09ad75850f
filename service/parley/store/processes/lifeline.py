"""Ends processes with the one that started them, however that ended.

A process that is killed cannot end its children, a fork server is between it and them, and the engine does not let
Python look at a pipe while it works. So the kernel does it: each child asks for SIGIO, whose default is to end it, from
a pipe whose other end only the starter holds (fcntl(2): O_ASYNC).
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
from multiprocessing.connection import Connection, Pipe

_lock = threading.Lock()
_ends: tuple[Connection, Connection] | None = None


def lifeline() -> Connection:
    """Return what `tie` needs in a child of this process; it is handed over among the arguments of the child."""
    global _ends
    with _lock:
        if _ends is None:
            _ends = Pipe(duplex=False)
        return _ends[0]


def tie(line: Connection) -> None:
    """Let this process end at once when the one whose lifeline it has is gone."""
    if sys.platform != "linux":
        return
    # Opened anew, as the owner of a signal belongs to the opened file, and others have the same.
    own = os.open(f"/proc/self/fd/{line.fileno()}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(own, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(own, fcntl.F_SETFL, fcntl.fcntl(own, fcntl.F_GETFL) | os.O_ASYNC)
    if line.poll():  # it was gone before; nothing is ever written
        os.kill(os.getpid(), signal.SIGKILL)
