#!/usr/bin/env python3
"""After a day with everything in it, failures too, no secret can be found anywhere but in the process and, sealed, in the store: not
in the log, the database, a backup, what commands write, what the API answers, or the pages of its errors."""

import base64
import json
import pathlib
import re
import resource
import signal
import urllib.parse

from api import Api, quoted
from harness import API_KEY, SYNC, Reply, ShopTest, burger, free_port, main, refund, water
from test_push import SECRET as PUSH_SECRET
from test_push import Sender

ODOO_KEY = "odoo-key-7c1f0e9b2d"
PASSWORD = "correct-horse-battery-9"
MAIL_PASSWORD = "mail-password-4f2a8c"
HOOK_SECRET = "whsec_" + base64.b64encode(b"of an alert's webhook, 24").decode()


def spellings(secret: str) -> set:
    """As it is, and as it might be written by who does not know what it is. Of base64 what does not depend on what stands around it."""
    text = secret.encode()
    inner = {base64.b64encode(b"x" * before + text)[4 if before else 0:-4] for before in range(3)}
    return {text, text.hex().encode(), text.hex().upper().encode(), urllib.parse.quote(secret, safe="").encode(), *inner}


class Secrets(ShopTest):
    def setUp(self):
        self.heard: dict = {}  # what was written or answered, by whom

    def hear(self, who: str, *texts) -> None:
        for text in texts:
            self.heard[who] = self.heard.get(who, b"") + (text if isinstance(text, bytes) else str(text).encode()) + b"\n"

    def say(self, shop, *arguments, **more):
        answer = shop.ordersync(*arguments, **more)
        self.hear("ordersync " + " ".join(arguments[:2]), answer.stdout, answer.stderr)
        return answer

    def assert_unheard(self, secrets: dict) -> None:
        for name, secret in secrets.items():
            for spelling in spellings(secret):
                for who, text in self.heard.items():
                    self.assertNotIn(spelling, text, f"{name} in {who}")

    def furnish(self, shop) -> dict:
        """Every kind of secret there is."""
        self.say(shop, "sync", "edit", SYNC, "--interval", "0", "--push", "standard-webhooks", "--push-secret-file",
                 shop.write("push", PUSH_SECRET + "\n"))
        self.say(shop, "connection", "add", "Odoo", "--url", f"http://127.0.0.1:{free_port()}", "--database", "shop", "--login", "cashier",
                 "--allow-private-network", "--key-file", shop.write("odoo", ODOO_KEY + "\n"))
        self.say(shop, "user", "add", "anna", "--role", "administrator", "--password-file", shop.write("password", PASSWORD + "\n"))
        for name, options, key in (("Mail", ("--email", "owner@shop.example", "--smtp", f"127.0.0.1:{free_port()}", "--user", "shop"), MAIL_PASSWORD),
                                   ("Chat", ("--webhook", f"http://127.0.0.1:{free_port()}/"), HOOK_SECRET)):
            self.say(shop, "alert", "add", name, *options, "--allow-private-network", "--key-file", shop.write(name, key + "\n"))
        for name in ("push", "odoo", "password", "Mail", "Chat"):
            (shop.folder / name).unlink()
        self.assertEqual([len(shop.every(kind, "list")) for kind in ("connection", "user")], [1, 1])
        self.assertEqual({channel["name"] for channel in shop.ask("alert", "list")["channels"]}, {"Mail", "Chat"})
        token = shop.ask("token", "create", "till", "--scope", "admin")["token"]
        return {"the source's key": API_KEY, "the secret of what is pushed": PUSH_SECRET, "the Odoo's key": ODOO_KEY, "a password": PASSWORD,
                "the mail server's password": MAIL_PASSWORD, "a webhook's secret": HOOK_SECRET, "an API token": token}

    def live(self, shop, api, token: str, sender) -> None:
        """A day, with what goes wrong in one."""
        self.say(shop, "sync", "now", SYNC)
        self.hear("a push", sender.push(water(8)), sender.push(water(9), secret="whsec_" + base64.b64encode(b"nobody's secret, 24 b..").decode()))
        for page in (Reply(401, API_KEY.encode() + b" is wrong"), Reply(403, json.dumps({"error": f"Bearer {API_KEY} has expired"}).encode()),
                     Reply(404, f"<html>{API_KEY}</html>".encode(), "text/html"), Reply(body=f"<html>{API_KEY}</html>".encode())):
            shop.source.script = [page] * 20
            self.say(shop, "sync", "now", SYNC)
            self.say(shop, "sync", "test", SYNC)
        shop.source.script = []
        for arguments in (["doctor", "Odoo"], ["alert", "test", "Mail"], ["alert", "test", "Chat"], ["alert", "check"], ["connection", "show", "Odoo"],
                          ["sync", "show", SYNC], ["sync", "list"], ["order", "list"], ["run", "list"], ["user", "list"], ["token", "list"],
                          ["alert", "list"], ["config", "check"], ["node", "list"]):
            self.say(shop, *arguments)
        self.hear("a refused sign-in", api.call("POST", "/api/v1/sign-in", {"login": "anna", "password": PASSWORD + "x"}))
        paths = re.findall(r"^  (/\S+):$", api.call("GET", "/api/v1/openapi.yaml").body.decode(), re.M)
        self.assertGreater(len(paths), 50, "the routes of the document")
        for path in paths:
            target = re.sub(r"\{[^}]*\}", "1", path.replace("/connections/{name}", "/connections/Odoo").replace("/channels/{name}", "/channels/Mail"))
            if not target.endswith("/events"):  # streams
                self.hear("GET " + target, api.call("GET", target, token=token).body)
            self.hear("POST " + target, api.call("POST", target, raw=b"{" + token.encode(), token=token, headers={"Content-Type": "application/json"}).body,
                      api.call("POST", target, body={}, token="ost_" + "0" * 40).body)

    def test_none_is_found_anywhere(self):
        shop = self.shop([burger(1), water(2, 3), refund(burger(1)), {"OrderID": 5}])
        secrets = self.furnish(shop)
        token = secrets["an API token"]
        service = shop.serve()
        self.live(shop, Api(service.url), token, Sender(service))
        self.say(shop, "backup", str(shop.folder / "copy.db"))
        stopped = service.stop(signal.SIGTERM)
        self.hear("serve", stopped.stdout, stopped.stderr)
        for path in filter(pathlib.Path.is_file, shop.folder.rglob("*")):
            self.hear(path.name, path.read_bytes())
        for who in ("external-order-sync.log", "ordersync.db", "copy.db", "GET /api/v1/syncs", "ordersync sync list"):
            self.assertIn(SYNC.encode(), self.heard[who], "whoever looks in there finds what is there")
        self.assert_unheard(secrets)

    def test_no_dump_of_its_memory_is_left(self):
        allowed = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (allowed[1], allowed[1]))  # as `ulimit -c unlimited` does
        self.addCleanup(resource.setrlimit, resource.RLIMIT_CORE, allowed)
        service = self.shop().serve()
        self.assertEqual(resource.prlimit(service.process.pid, resource.RLIMIT_CORE), (0, 0))
        service.stop(signal.SIGTERM)

    def test_a_key_is_entered_again_for_another_server(self):
        """Who may edit an address must not be able to have the key sent to one of theirs."""
        shop = self.shop([])
        admin = shop.ask("token", "create", "admin", "--scope", "admin")["token"]
        api = Api(shop.serve().url)
        added = {"name": "Shop", "url": "http://127.0.0.1:9", "database": "shop", "login": "till", "key": "k", "allow_private_network": True}
        self.assertEqual(api.call("POST", "/api/v1/connections", added, admin).status, 201)
        for target, same in ((f"/api/v1/syncs/{quoted(SYNC)}", shop.source.url + "?page=1"), ("/api/v1/connections/Shop", "HTTP://127.0.0.1:9")):
            with self.subTest(target):
                before = api.call("GET", target, token=admin).json["url"]
                edited = [api.call("PATCH", target, body, admin, headers={"If-Match": "*"})
                          for body in ({"url": "http://127.0.0.1:1"}, {"url": same}, {"url": "http://127.0.0.1:1", "key": "another"})]
                self.assertEqual([each.status for each in edited], [422, 200, 200], edited)
                self.assertEqual((edited[0].json["code"], list(edited[0].json["fields"])), ("bad_field", ["key"]))
                self.assertNotEqual(before, edited[2].json["url"])


if __name__ == "__main__":
    main()
