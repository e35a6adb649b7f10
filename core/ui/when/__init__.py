"""Dates and times that people type: one vocabulary of days and of times of day, read exactly or refused."""
