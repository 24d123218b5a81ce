"""What a command costs as a whole process, and which large packages it imports.

Run with `python -m pytest -s tests/benchmarks/test_commands.py`: prints the table of docs/speed.md.
"""

import json
import statistics
import subprocess
import sys

import pytest

from dashboard.cases.folders import find_case
from tests.commands.importing import imported

RUNS = 5
CASE = "liquid-cooling-2025"
COMMANDS = (
    "--help",
    "config",
    "check {folder}",
    "answer {case}",
    "results {case}",
    "paragraph {case}",
)

MEASURED = """
import json, resource, sys
from dashboard.commands.main import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended
used = resource.getrusage(resource.RUSAGE_SELF)
# ru_maxrss is inherited from the process that started this one
peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")][0].split()[1]
print(json.dumps([used.ru_utime + used.ru_stime, int(peak) / 1024]), file=sys.stderr)
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_costs(command):
    arguments = command.format(case=CASE, folder=find_case(CASE)).split()
    runs = [_cost(arguments) for _ in range(RUNS)]
    seconds = statistics.median(each[0] for each in runs)
    megabytes = statistics.median(each[1] for each in runs)
    packages = ", ".join(sorted(imported(arguments)))
    print(f"| `{arguments[0]}` | {seconds:.2f} s | {megabytes:.0f} MB | {packages} |")


def _cost(arguments):
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stderr.splitlines()[-1])
