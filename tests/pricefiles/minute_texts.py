"""Files of minute bars, made by rule, for tests."""

from datetime import datetime, timedelta

HEAD = "time,code,open,high,low,close,volume"


def clock_times(*, at_start=False, step=1):
    """Stamps of a day in Shanghai, 09:30-11:30 and 13:00-15:00."""
    morning, noon = datetime(2025, 2, 6, 9, 30), datetime(2025, 2, 6, 13, 0)
    first = 0 if at_start else step
    return [
        start + timedelta(minutes=first + at)
        for start in (morning, noon)
        for at in range(0, 120, step)
    ]


def day_text(prices=None, *, day="2025-02-06", code="300249.SZ", at_start=False, step=1):
    """Rows of one day: 10.00 throughout but where `prices` says otherwise, by clock."""
    rows = []
    for stamp in clock_times(at_start=at_start, step=step):
        price = (prices or {}).get(f"{stamp:%H:%M}", 10.0)
        rows.append(f"{day} {stamp:%H:%M},{code},{price},{price},{price},{price},100")
    return "\n".join(rows) + "\n"


def minute_text(*days):
    """A whole file."""
    return HEAD + "\n" + "".join(days or (day_text(),))
