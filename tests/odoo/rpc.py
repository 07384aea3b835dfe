"""Odoo's external interface from Python: JSON-RPC with a password or an API key. Standard library only.

Amounts come back as decimals, never as binary floating point; `money` drops the noise that Odoo's own floats carry.
"""

import decimal
import http.client
import http.cookiejar
import json
import urllib.request
from typing import Any, Optional

D = decimal.Decimal


class OdooError(Exception):
    """What Odoo answered in place of a result: `name` is the exception's class there, `message` its text."""

    def __init__(self, error: dict):
        data = error.get("data") or {}
        self.name = data.get("name", "")
        self.message = data.get("message", error.get("message", ""))
        super().__init__(f"{self.name}: {self.message}")


class NoAnswer(OSError):
    """A connection that ended before, or what came back was not an answer of Odoo's: it may have acted or not."""


def money(value: Any) -> D:
    return D(value).quantize(D("0.01"))


def post(opener: Any, url: str, params: dict, timeout: float) -> Any:
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}, default=float).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with opener(request, timeout=timeout) as reply:
            answer = json.loads(reply.read(), parse_float=D)
    except (http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"no answer from {url}: {error}") from error
    if "error" in answer:
        raise OdooError(answer["error"])
    return answer.get("result")


class Rpc:
    """One user of one database. Methods of models are called as `rpc.call("pos.order", "search", [...])`."""

    def __init__(self, url: str, database: str, login: str, secret: str, timeout: float = 300):
        self.url, self.database, self.login, self.secret, self.timeout = url, database, login, secret, timeout
        self._uid: Optional[int] = None

    def service(self, service: str, method: str, *arguments: Any) -> Any:
        return post(urllib.request.urlopen, self.url + "/jsonrpc", {"service": service, "method": method, "args": arguments}, self.timeout)

    @property
    def major(self) -> int:
        return int(str(self.service("common", "version")["server_version_info"][0]).split("~")[-1])

    @property
    def uid(self) -> int:
        if self._uid is None:
            self._uid = self.service("common", "authenticate", self.database, self.login, self.secret, {})
            if not self._uid:
                raise OdooError({"message": f"{self.login} may not sign in to {self.database}"})
        return self._uid

    def call(self, model: str, method: str, *arguments: Any, **options: Any) -> Any:
        return self.service("object", "execute_kw", self.database, self.uid, self.secret, model, method, arguments, options)

    def search(self, model: str, domain: list, **options: Any) -> list:
        return self.call(model, "search", domain, **options)

    def read(self, model: str, domain: list, *fields: str, **options: Any) -> list:
        """The named fields of the records that match; many2one fields are bare ids. In the order of their ids by default."""
        rows = self.call(model, "search_read", domain, fields, **{"order": "id", **options})
        return [{name: value[0] if _is_reference(value) else value for name, value in row.items()} for row in rows]

    def create(self, model: str, values: dict, **options: Any) -> int:
        return self.call(model, "create", values, **options)

    def write(self, model: str, ids: list, values: dict, **options: Any) -> None:
        self.call(model, "write", ids, values, **options)


def _is_reference(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str)


def new_api_key(url: str, database: str, login: str, password: str, name: str = "ordersync", timeout: float = 120) -> str:
    """Makes an API key as the user does on the page of their preferences, which asks for the password once more."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def call(model: str, method: str, *arguments: Any) -> Any:
        return post(opener, f"{url}/web/dataset/call_kw/{model}/{method}",
                    {"model": model, "method": method, "args": arguments, "kwargs": {}}, timeout)

    post(opener, f"{url}/web/session/authenticate", {"db": database, "login": login, "password": password}, timeout)
    wanted = call("res.users.apikeys.description", "create", {"name": name})
    action = call("res.users.apikeys.description", "make_key", [wanted])
    if action.get("res_model") == "res.users.identitycheck":
        check = action["res_id"]
        call("res.users.identitycheck", "write", [check], {"password": password})
        action = call("res.users.identitycheck", "run_check", [check])
    return action["context"]["default_key"]
