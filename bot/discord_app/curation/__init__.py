"""/curate: what curators do on Discord, in their own servers alone."""
