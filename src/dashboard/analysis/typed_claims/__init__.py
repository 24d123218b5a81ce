"""Claims typed by a reader: taken apart word by word, dated, checked, proved."""
