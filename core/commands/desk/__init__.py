"""What people ask of the desk itself, one module each: lists, pages, forms that open a ticket, who is on call.

What several of them need stands beside them: `chat_state` (what is kept of a flat chat), `requester` (what somebody
who asked says about their ticket), `filing` (a form becomes a ticket), `message` (the message they were used on).
"""
