"""Processes of their own, for tests that kill them: all of a run are forked from one that has loaded everything."""

from __future__ import annotations

import multiprocessing

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.preloaded"])
