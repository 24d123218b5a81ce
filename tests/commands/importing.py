"""Which large packages a command imports, as a fresh process."""

import json
import subprocess
import sys

LARGE = (
    "babel numpy pandas pyarrow scipy exchange_calendars plotly streamlit yfinance requests"
    " openpyxl"
)

CODE = """
import json, sys
from dashboard.commands.main import main
try:
    main(sys.argv[2:])
except SystemExit as ended:
    assert not ended.code, ended
print(json.dumps([name for name in sys.argv[1].split() if name in sys.modules]), file=sys.stderr)
"""


def imported(arguments):
    """Large packages in memory after the command has run."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, LARGE, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))
