"""What people see in a browser: the pages for curators, and the record for everybody."""
