"""What the system says of a running server (Linux)."""

import os
from pathlib import Path


def resident(pid: int) -> int:
    """Resident memory in kB."""
    return _of_memory(pid, "VmRSS")


def peak(pid: int) -> int:
    """The most resident memory that it ever had, in kB."""
    return _of_memory(pid, "VmHWM")


def _of_memory(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    message = f"process {pid} tells no {name}"
    raise RuntimeError(message)


def processor_seconds(pid: int) -> float:
    """Processor time it has used, in its own code and the system's."""
    # The name in brackets may hold spaces; the fields after it are fixed.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
