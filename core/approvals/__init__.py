"""Approvals: who has to agree before work on a request begins, who does so instead, and what time does to it."""
