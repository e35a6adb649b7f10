"""Others in the same trouble: what the form says of them, and the tick that follows instead of reporting again."""

from __future__ import annotations

from core.ports.tickets import Search
from core.ui.forms import Filled, Form
from core.ui.inbound import FormChanged, Reply
from core.ui.text import flatten
from tests.commands.reading import errors, field, ids, opened, quiet
from tests.fakes.desk import DeskHouse, refused, sentence

VPN: dict[str, Filled | None] = {"service": "network", "category:network": "vpn"}
EMPTY: dict[str, Filled | None] = {"title": None, "impact": None, "urgency": None, "detail": None}


async def fills_in(desk: DeskHouse, who: str, **values: Filled | None) -> Form:
    """The form as it is redrawn after these answers."""
    person = desk.person(who)
    heard = FormChanged(person.speaker, desk.now, "open_incident", "form-1", {}, EMPTY | values)
    return opened(await desk.hears(heard))


async def ticks(desk: DeskHouse, who: str, ref: str) -> Reply:
    values = EMPTY | VPN | {f"follow:{ref}": True}
    return await desk.person(who).submits("open_incident", values, {})


async def count(desk: DeskHouse) -> int:
    return await desk.store.read(lambda tx: tx.count(Search()))


async def outage(desk: DeskHouse) -> str:
    """Three people report the VPN, one of them twice. Returns the first number."""
    first = await desk.person("mia").reports()
    for who in ("jan.kolb", "femi", "mia"):
        await desk.passes(minutes=5)
        await desk.person(who).reports(title="VPN is gone again")
    return first


async def test_the_form_says_how_many_have_the_same_and_offers_the_first_of_their_tickets(desk: DeskHouse) -> None:
    first = await outage(desk)
    form = await fills_in(desk, "tom.berg", **VPN)
    said = flatten(field(form, "similar").text)
    assert said == "3 people reported Network, Wi-Fi and VPN trouble in the last hour."
    tick = field(form, f"follow:{first}")
    assert tick.label == "Is it the same as INC-1000 “VPN drops every hour”?"
    assert (tick.kind, tick.placeholder) == ("check", "Yes: follow INC-1000 instead of reporting it as well")
    assert (tick.required, ids(form)[:2]) == (False, ["similar", f"follow:{first}"])
    assert field(form, "impact").required
    followed = await fills_in(desk, "tom.berg", **VPN, **{f"follow:{first}": True})
    assert not any(each.required for each in followed.fields), "whoever follows need not fill in anything else"
    assert field(form, "category:network").value == "vpn"


async def test_before_the_kind_is_chosen_all_of_the_service_counts(desk: DeskHouse) -> None:
    await desk.person("mia").reports()
    assert "similar" in ids(await fills_in(desk, "tom.berg", service="network"))
    other = {"service": "network", "category:network": "wifi"}
    assert "similar" not in ids(await fills_in(desk, "tom.berg", **other))
    assert "similar" not in ids(await fills_in(desk, "tom.berg", service="identity"))
    assert "similar" not in ids(await fills_in(desk, "tom.berg"))


async def test_one_other_person_is_enough_and_oneself_is_not(desk: DeskHouse) -> None:
    await desk.person("mia").reports()
    assert "similar" not in ids(await fills_in(desk, "mia", **VPN))
    said = flatten(field(await fills_in(desk, "tom.berg", **VPN), "similar").text)
    assert said == "1 person reported Network, Wi-Fi and VPN trouble in the last hour."


async def test_only_open_incidents_in_the_open_of_the_last_hour_count(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await desk.person("mia").reports(service="security-report")
    secret = {"service": "security-report", "category:security-report": "phishing"}
    assert "similar" not in ids(await fills_in(desk, "tom.berg", **secret))
    await desk.passes(minutes=59)
    assert "similar" in ids(await fills_in(desk, "tom.berg", **VPN))
    await desk.passes(minutes=2)
    assert "similar" not in ids(await fills_in(desk, "tom.berg", **VPN))
    second = await desk.person("mia").reports()
    assert "similar" in ids(await fills_in(desk, "tom.berg", **VPN))
    quiet(await desk.person("mia").presses("withdraw", second))
    assert "similar" not in ids(await fills_in(desk, "tom.berg", **VPN))
    assert (await desk.ticket(ref)).open


async def test_the_tick_follows_and_opens_nothing_however_empty_the_form_is(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    reply = await ticks(desk, "tom.berg", ref)
    assert sentence(reply) == "You follow INC-1000 now; you hear from us when it is fixed."
    assert (await desk.ticket(ref)).watchers == (desk.id_of("tom.berg"),)
    assert await count(desk) == 1
    again = await ticks(desk, "tom.berg", ref)
    assert sentence(again) == sentence(reply)
    assert (await desk.ticket(ref)).watchers == (desk.id_of("tom.berg"),)


async def test_without_the_tick_the_report_is_opened(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    whole: dict[str, Filled | None] = {"title": "VPN drops here too", "impact": "4", "urgency": "2"}
    values = EMPTY | VPN | whole | {f"follow:{ref}": False}
    quiet(await desk.person("tom.berg").submits("open_incident", values, {}))
    assert (await desk.ticket(ref)).watchers == ()
    assert await count(desk) == 2


async def test_what_was_fixed_or_became_private_meanwhile_is_said_at_the_tick(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("mia").presses("withdraw", ref))
    gone = "can no longer be followed. Take the tick away to report yours."
    assert errors(await ticks(desk, "tom.berg", ref)) == {f"follow:{ref}": f"{ref} {gone}"}
    hidden = await desk.person("mia").reports(service="security-report")
    assert refused(await ticks(desk, "tom.berg", hidden)) == f"{hidden} {gone}"
    assert refused(await ticks(desk, "tom.berg", "INC-4711")) == f"INC-4711 {gone}"
    assert (await desk.ticket(hidden)).watchers == ()


async def test_the_search_for_similar_ones_is_bounded(desk: DeskHouse) -> None:
    await outage(desk)
    found = await desk.store.read(lambda tx: tx.search(Search(service="network", created_after=desk.now, limit=2)))
    assert found == ()
    found = await desk.store.read(lambda tx: tx.search(Search(service="network", limit=2)))
    assert [one.ref for one in found] == ["INC-1003", "INC-1002"]
