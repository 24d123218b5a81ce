"""Price files of the reader's own, CSV or Parquet: recognised, checked, shown before import.

`pricefiles.reading` is the way in.  Nothing here knows the store: `read_price_file`
gives a `Preview`, and what is to be stored is its `series`.
"""
