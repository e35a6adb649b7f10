"""What people ask of the desk itself, one module each: lists, pages, forms that open a ticket, who is on call.

What several of them need stands beside them: `pending_words` (of a flat chat), `requester_words` (what somebody who
asked says about their ticket), `intake_submission` (a form becomes a ticket), `source_message` (the message they were
used on), `listing` (lists and whom they are for).
"""
