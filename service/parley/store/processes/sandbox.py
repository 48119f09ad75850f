"""Takes from a worker process what a query never needs: memory without end, and the network."""

from __future__ import annotations

import ctypes
import logging
import platform
import resource
import struct
import sys

log = logging.getLogger(__name__)

_BASE_MEMORY = 1 << 30  # what the engine maps before it has done anything
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
# (AUDIT_ARCH, number of socket(2)) per machine
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198), "riscv64": (0xC00000F3, 198)}
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERRNO_EACCES = 0x7FFF0000, 0x00050000 | 13


def cap_memory(megabytes: int) -> None:
    """Let this process map no more than the engine's base plus `megabytes`."""
    limit = _BASE_MEMORY + (megabytes << 20)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ValueError, OSError) as error:
        log.warning("memory_cap=none reason=%s", error)


def forbid_core_dumps() -> None:
    """Let this process leave nothing behind when it crashes: its memory would take seconds to write."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def cap_cpu(seconds: float) -> None:
    """End this process after `seconds` more of processor time, also when nobody is left to watch it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def forbid_network() -> bool:
    """Make every later socket(2) of this process fail with EACCES and say whether the system could do so.

    The gate already refuses SERVICE; this holds if the gate should ever read a query other than the engine does.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        log.debug("network=open reason=no seccomp filter for %s %s", sys.platform, platform.machine())
        return False
    architecture, socket = _MACHINES[platform.machine()]
    # struct seccomp_data: int nr at 0, __u32 arch at 4
    program = [
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 0, 2, architecture),
        (_LOAD, 0, 0, 0),
        (_JUMP_EQUAL, 1, 0, socket),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO_EACCES),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
    if prctl(_NO_NEW_PRIVILEGES, 1, None, 0, 0) or prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(header), 0, 0):
        log.debug("network=open reason=errno %s", ctypes.get_errno())
        return False
    return True
