"""The public record as static pages: `record` decides what is shown, `pages` renders it, `folder` writes it."""
