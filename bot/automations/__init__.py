"""Automations: tasks that somebody outside does by itself are asked for, and what came of it becomes theirs."""

from bot.automations.caller import Caller

__all__ = ["Caller"]
