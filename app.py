"""Start the dashboard: ``streamlit run app.py``, ``python app.py`` or ``uvicorn app:app``.

This file is a launcher, not the script.  The script is `dashboard.ui.entry`, which
has no folder called ``pages`` beside it: with one, Streamlit would run a page
file alone when the first request after a start is a deep link.
"""

import sys
from pathlib import Path

import streamlit as st
from streamlit import runtime

SOURCE = Path(__file__).resolve().parent / "src"
if SOURCE.is_dir() and str(SOURCE) not in sys.path:
    sys.path.insert(0, str(SOURCE))

if __name__ == "__main__" and runtime.exists():  # run as a script, as the page tests do
    from dashboard.ui.entry import main

    main()
else:
    from dashboard.server import options

    options.prepare()
    # Streamlit finds the application by reading this very statement.
    app = st.App(options.ENTRY, **options.OPTIONS)

    if __name__ == "__main__":
        app.run()
