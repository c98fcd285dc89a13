"""The desk and the site: the record in a browser."""
