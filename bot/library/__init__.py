"""The knowledge folder, read strictly: YAML in, drafts and problems with their locations out."""
