"""What JSON texts of tickets and events say anyway, for `packing.py`: names of fields, words of closed sets, skeletons.

What is near the end costs least to point at. A dictionary in here is never changed: stored texts stand on it.
"""

from __future__ import annotations

from collections.abc import Mapping

_EVENTS_1 = (
    '{"tried":["","minutes":60}{"way":"hierarchic","way":"functional","reason":"","to":"'
    '{"into":"INC-1","newcomers":["{"ref":"INC-1","leavers":["","link":"duplicates","kind":"duplicate","ref":"INC-1'
    '"kind":"caused","kind":"consequence","ours":true}{"minutes":15,"note":"'
    '{"count":1,"closes_at":"2026-1{"person":"{"confirmed":true}{"why":"answered"}{"why":"by_hand"}{"why":"date_reached"}'
    '{"reason":"withdrawn"}{"reason":"not an incident"}{"reason":"no_longer_promised"}{"reason":"cancelled"}'
    '{"reason":"merged"}{"reason":"resolved"}{"team":"","reason":"","private":true}'
    '{"old":"P4","new":"P2","impact":2,"urgency":1,"source":"override","source":"vip","reason":"'
    '{"reason":"vendor","party":"","reference":"","until":"2026-1{"reason":"problem"{"reason":"change"'
    '{"reason":"requester","question":"'
    '{"code":"workaround","code":"known_error","code":"no_fault","code":"fulfilled","code":"no_response",'
    '"code":"fixed","text":"","closes_at":"2026-1","breach_reason":"volume""waiting""complex""late_start""other"'
    '{"metric":"response","mark":"90","due_for":"","suppressed":"overtaken","suppressed":"told","estimate":"'
    '{"metric":"resolution","mark":"50","mark":"75","mark":"breach","due_for":"2026-1'
    '{"mode":"thread","to":["","due_for":"2026-1","round":1,"step":1,"threshold":"response:breach","gap":"'
    '{"mode":"page","to":["{"mode":"dm","to":["","threshold":"resolution:75","resolution:90","cause":"ack_timeout",'
    '"cause":"unreachable","cause":"raise","cause":"step"}'
    '{"metric":"ack","outcome":"missed","elapsed":{"metric":"response","outcome":"met","elapsed":0}'
    '{"metric":"resolution","reason":"requester","elapsed":{"metric":"resolution","due_at":"2026-1'
    '{"metric":"resolution","calendar":"","promised":1800,"target":1800,"pause_on":[],"policy":"","elapsed":0,'
    '"due_at":null,"paused":null}"paused":"approval"}"paused":"scheduled"}'
    '{"comment":"INC-1000/1","author":"","voice":"responder","voice":"watcher","voice":"system","voice":"requester",'
    '"public":true,"text":"","files":[{"name":"","url":"https://"}],"said_in":"teams:","said_in":"slack:T","at_home":true}'
    '{"comment":"INC-1000/1","text":"","late":false}'
    '{"ladder":"default","team":"","policy":"","clock":"always","unacked":true}'
    '{"metric":"response","calendar":"office","target":28800,"pause_on":["approval","requester","scheduled",'
    '"vendor"],"policy":"","due_at":"2026-1'
)
_TICKET_1 = (
    '"answers":{"","sensitive":["","cost":"merged":{"into":"INC-1","at":"","newcomers":[],"status":"new","hold":null,'
    '"hold":{"reason":"requester","since":"","question":"","party":"","reference":"","until":"","reminded":1},'
    '"resolved_at":"","first_resolved_at":"","closed_at":"","closes_at":"","resolution_code":"fixed","resolution_text":"'
    '"breach_reason":"waiting","confirmed":true,"reopen_offered":true,"reopen_count":1,"handoff_count":1,'
    '"follow_up_of":"INC-","followed_up_by":["","watchers":["","escalated_to":"","worked":25,'
    '"links":[["related","INC-1"],["duplicate"],["duplicates"],["caused"],["consequence"]]'
    '"spoke":[["","last_comment":"INC-1/1","files":[{"name":"","url":"https://"}],'
    '"told":[["response:75","],["resolution:75","],["resolution:90","],["resolution:breach","]],"pinged":[["'
    '"first_response_at":"","acked_at":"","last_public_at":"'
    '{"ref":"REQ-1","details":{"kind":"request","item":"","answers":{"},"status":"in_fulfilment","status":"fulfilled",'
    '{"ref":"INC-1","details":{"kind":"incident","category":"","impact":4,"urgency":3},"status":"new","title":"",'
    '"description":"","requester":"","beneficiary":"","logged_by":"","source":"teams_chat","source":"teams_extension",'
    '"source":"teams_mention","source":"teams_channel","source":"slack_shortcut","source":"slack_message",'
    '"source":"slack_mention","source":"slack_emoji","source":"slack_dm","source_ref":"https://",'
    '"source":"slack_command","service":"","priority":"P1","priority":"P2","priority":"P3","priority":"P4",'
    '"priority_source":"override","priority_source":"vip","priority_source":"matrix","status":"resolved",'
    '"status":"closed","status":"cancelled","status":"on_hold","status":"in_progress","status":"new",'
    '"team":"","assignee":"","private":true,"private":false,"home":"slack:T","home":"direct",'
    '"clocks":[{"metric":"ack","calendar":"always","target":900,"promised":900,"pause_on":[],"policy":"'
    '"state":"paused","state":"missed","state":"cancelled","paused_for":"requester","breached_at":"","elapsed":0,'
    '{"metric":"response","calendar":"office","target":28800,"promised":28800,"pause_on":["requester","vendor"],'
    '"policy":"","state":"met","started_at":"","due_at":"","stopped_at":"","cycle":1},'
    '{"metric":"resolution","calendar":"office","target":144000,"promised":144000,"pause_on":["approval",'
    '"requester","scheduled","vendor"],"policy":"","state":"running","started_at":"","since":"","due_at":"",'
    '"marks":["50","75","90","breach"],"cycle":1}],'
    '"ladder":{"ladder":"default","team":"","clock":"office","armed_at":"","policy":"","acked":true,"round":1,'
    '"step":1,"acked_at":"","acked_by":"","exhausted":true,"tried":["","acked":false},"created_at":"'
    '"version":5}@2027-0"2026-0"2026-1T00:00:00+00:00","'
)

DICTIONARIES: Mapping[int, bytes] = {1: (_EVENTS_1 + _TICKET_1).encode()}
"""Each by its number, which is the first byte of what is packed with it; the newest is written with."""
