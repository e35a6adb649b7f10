"""Microsoft Graph, as far as it tells whose manager is whom: to an app with the permission `User.Read.All`."""

from __future__ import annotations

from aiohttp import web

from playground.teams.connector import Outcome, Stage
from playground.teams.installed_app import READS_PEOPLE
from playground.teams.protocol import ConnectorError

GRAPH = "/teams/graph"
"""Where it is, and whom its tokens are for."""


class Graph:
    """Answers under /teams/graph; `manager` is the name of its faults."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._teams = stage.teams

    def routes(self) -> list[web.RouteDef]:
        """Where the app asks."""
        return [web.get(f"{GRAPH}/v1.0/users/{{user}}/manager", self.manager)]

    async def manager(self, request: web.Request) -> web.StreamResponse:
        """GET somebody's manager, by the directory id of either."""
        user, header = request.match_info["user"], request.headers.get("Authorization", "")
        return await self._stage.perform(request, "manager", {"user": user}, lambda: self._manager(user, header))

    def _manager(self, user: str, header: str) -> Outcome:
        if not self._teams.grants.holds(header, GRAPH):
            raise ConnectorError(401, "InvalidAuthenticationToken")
        if READS_PEOPLE not in self._teams.app.graph:
            raise ConnectorError(
                403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
            )
        people = self._teams.tenant.people
        person = next((one for one in people.values() if one.directory_id == user and one.active), None)
        if person is None or not person.manager:
            raise ConnectorError(404, "Request_ResourceNotFound", "Resource 'manager' does not exist.")
        return Outcome({"@odata.type": "#microsoft.graph.user", "id": people[person.manager].directory_id})
