"""What stands around the pages: options, first HTML, routes, cookies, logs."""
