"""What `eval` found out, as text, as JSON and as a page."""
