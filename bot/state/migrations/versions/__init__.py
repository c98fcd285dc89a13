"""The revisions. One that was released is never altered."""
