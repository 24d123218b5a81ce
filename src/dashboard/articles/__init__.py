"""From an article to its finds: stocks, returns, dates, shares, reports, causes, with places."""
