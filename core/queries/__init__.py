"""Questions people ask the desk: lists, pages, similar tickets, digests. Nothing here changes a ticket."""
