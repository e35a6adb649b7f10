"""What Prometheus is told: counts, lateness and how much waits. One registry a process, made in `bot.app`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from adapters.inbound_kit.link import LinkState

_LATE = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)


Links: TypeAlias = Callable[[], Mapping[str, LinkState | None]]
"""How each channel's connection stands, by its name; None for one that has none."""


class _Connections(Collector):
    """Connections, as they stand when they are asked for."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def collect(self) -> Iterable[Metric]:
        """One sample of each figure for each connection."""
        connected = GaugeMetricFamily(
            "deskbell_connected", "Whether the connection to a platform is there", labels=["channel"]
        )
        remade = CounterMetricFamily(
            "deskbell_reconnects", "How often the connection to a platform was made anew", labels=["channel"]
        )
        silent = GaugeMetricFamily(
            "deskbell_last_heard_seconds", "Seconds since a platform last sent something", labels=["channel"]
        )
        for channel, link in self._links().items():
            if link is None:
                continue
            connected.add_metric([channel], link.connected)
            remade.add_metric([channel], link.remade)
            if link.silent_for is not None:
                silent.add_metric([channel], link.silent_for)
        return connected, remade, silent


class Metrics:
    """The figures of one running bot."""

    def __init__(self, links: Links = dict) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Connections(links))
        self.notices = Counter(
            "deskbell_notices", "Notices by what became of them", ["outcome", "kind"], registry=self.registry
        )
        self.lateness = Histogram(
            "deskbell_notice_lateness_seconds",
            "From when a notice could be said to when it was",
            buckets=_LATE,
            registry=self.registry,
        )
        self.attempts = Counter(
            "deskbell_delivery_attempts", "Calls to a platform to say something", ["channel", "result"],
            registry=self.registry,
        )  # fmt: skip
        self.sweeps = Counter("deskbell_sweeps", "Sweeps over due tickets", registry=self.registry)
        self.ticked = Counter("deskbell_tickets_ticked", "Tickets that time acted on", registry=self.registry)
        self.sweep_lateness = Histogram(
            "deskbell_sweep_lateness_seconds",
            "From a ticket's next instant to the sweep that took it",
            buckets=_LATE,
            registry=self.registry,
        )
        self.waiting = Gauge("deskbell_outbox_waiting", "Notices still to be said", registry=self.registry)
        self.parked = Gauge("deskbell_outbox_parked", "Notices that could never be said", registry=self.registry)
        self.bugs = Counter(
            "deskbell_bugs", "Faults of our own, each logged with a code", ["where"], registry=self.registry
        )

    def page(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
