#!/usr/bin/env python3
"""Users, one-time links and API tokens from the command line, and what they open in the service."""

import json
import time
import urllib.error
import urllib.request
from typing import Any, Optional

from harness import Service, Shop, ShopTest, main

GOOD = "seven lemons in a row"
OTHER = "eight oranges on a tree"


class AccountsTest(ShopTest):
    def assert_nowhere(self, shop: Shop, secret: str) -> None:
        for path in shop.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(secret.encode(), path.read_bytes(), f"{secret[:6]}… lies open in {path}")


class Client:
    """A browser or a program: keeps a cookie, sends its CSRF token."""

    def __init__(self, service: Service, bearer: Optional[str] = None):
        self.url, self.bearer, self.cookie, self.csrf = service.url, bearer, None, None

    def ask(self, method: str, path: str, body: Any = None) -> tuple:
        headers = {"Content-Type": "application/json"}
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.csrf:
            headers["X-CSRF-Token"] = self.csrf
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return self.taken(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return self.taken(refusal)

    def taken(self, answer: Any) -> tuple:
        text = answer.read()
        said = json.loads(text) if text else None
        cookie = answer.headers.get("Set-Cookie")
        if cookie and answer.status == 200:
            self.cookie, self.csrf = cookie.split(";")[0], said["csrf_token"]
        return answer.status, said


class Users(AccountsTest):
    def test_a_user_is_added_listed_edited_and_removed(self):
        shop = self.shop(with_sync=False)
        self.assertEqual(shop.every("user", "list"), [])
        added = shop.ask("user", "add", "Anna", "--name", "Anna A.", "--role", "operator", "--password-file", shop.write("password", GOOD + "\n"))
        self.assertEqual({name: value for name, value in added.items() if not name.endswith("_at")},
                         {"login": "Anna", "name": "Anna A.", "role": "operator", "active": True, "language": None, "has_password": True})
        self.assertEqual(shop.every("user", "list"), [added])
        edited = shop.ask("user", "edit", "anna", "--role", "viewer", "--inactive")
        self.assertEqual((edited["role"], edited["active"], edited["name"]), ("viewer", False, "Anna A."))
        shop.ask("user", "remove", "ANNA")
        self.assertEqual(shop.every("user", "list"), [])
        self.assert_nowhere(shop, GOOD)

    def test_a_password_comes_from_a_file_and_from_nowhere_else(self):
        shop = self.shop(with_sync=False)
        self.assert_fails(shop, 2, "usage", "user", "add", "anna", "--password", GOOD)
        self.assert_fails(shop, 1, "password_file_unreadable", "user", "add", "anna", "--password-file", "/nowhere/password")
        self.assert_fails(shop, 1, "password_file_unreadable", "user", "add", "anna", "--password-file", shop.write("empty", ""))
        self.assert_fails(shop, 1, "password_refused", "user", "add", "anna", "--password-file", shop.write("short", "lemons\n"))
        self.assertEqual(shop.every("user", "list"), [])

    def test_what_does_not_fit_is_refused(self):
        shop = self.shop(with_sync=False)
        shop.ask("user", "add", "anna", "--role", "administrator")
        self.assert_fails(shop, 1, "user_exists", "user", "add", "ANNA")
        self.assert_fails(shop, 2, "bad_option", "user", "add", "a b")
        self.assert_fails(shop, 2, "bad_option", "user", "add", "bert", "--role", "boss")
        self.assert_fails(shop, 1, "last_administrator", "user", "remove", "anna")
        self.assert_fails(shop, 1, "last_administrator", "user", "edit", "anna", "--role", "viewer")
        self.assert_fails(shop, 1, "user_not_found", "user", "edit", "bert", "--role", "viewer")
        self.assert_fails(shop, 1, "user_not_found", "user", "link", "bert")

    def test_a_link_without_a_name_says_why_it_needs_one(self):
        shop = self.shop(with_sync=False)
        shop.ask("user", "add", "bert", "--role", "viewer")
        self.assertIn("There is no active administrator: name", shop.ordersync("user", "link").error["message"])
        shop.ask("user", "add", "anna", "--role", "administrator")
        self.assertEqual(shop.ask("user", "link")["login"], "anna")
        shop.ask("user", "add", "carl", "--role", "administrator")
        self.assert_fails(shop, 2, "bad_option", "user", "link")
        self.assertIn("several administrators", shop.ordersync("user", "link").error["message"])

    def test_a_link_begins_with_where_serve_listens_by_the_settings(self):
        shop = self.shop(with_sync=False)
        tls = {"ORDERSYNC_TLS_CERT": "shop.crt", "ORDERSYNC_TLS_KEY": "shop.key"}
        for env, address in (({}, "http://127.0.0.1:8080"), ({"ORDERSYNC_LISTEN": ":8099"}, "http://127.0.0.1:8099"),
                             ({"ORDERSYNC_LISTEN": "0.0.0.0:8443", **tls}, "https://127.0.0.1:8443"), ({"ORDERSYNC_LISTEN": ":0"}, "http://127.0.0.1:8080")):
            self.assertEqual(shop.ask("user", "link", env=env)["link"].split("#")[0], address + "/welcome")
        self.assertTrue(shop.ask("user", "link", "--url", "https://shop.example/", env=tls)["link"].startswith("https://shop.example/welcome#"))


class SigningIn(AccountsTest):
    def test_the_first_link_makes_the_administrator_once(self):
        shop = self.shop(with_sync=False)
        service = shop.serve()
        link = shop.ask("user", "link", "--url", service.url + "/")
        self.assertTrue(link["first_run"])
        self.assertIsNone(link["login"])
        address, token = link["link"].split("#")
        self.assertEqual(address, service.url + "/welcome")
        self.assert_nowhere(shop, token)
        browser = Client(service)
        self.assertEqual(browser.ask("POST", "/api/v1/sign-in/link/check", {"token": token}), (200, {"first_run": True, "login": None}))
        status, me = browser.ask("POST", "/api/v1/sign-in/link", {"token": token, "login": "boss", "password": GOOD})
        self.assertEqual((status, me["user"]["role"]), (200, "administrator"), me)
        self.assertEqual(browser.ask("GET", "/api/v1/users")[0], 200)
        status, refused = Client(service).ask("POST", "/api/v1/sign-in/link", {"token": token, "login": "eve", "password": GOOD})
        self.assertEqual((status, refused["code"]), (401, "link_invalid"))
        for secret in (GOOD, token, browser.cookie.split("=")[1], browser.csrf):
            self.assert_nowhere(shop, secret)

    def test_a_password_signs_in_until_it_is_changed_on_the_command_line(self):
        shop = self.shop(with_sync=False)
        shop.ask("user", "add", "anna", "--password-file", shop.write("password", GOOD + "\r\n"))
        service = shop.serve()
        browser = Client(service)
        self.assertEqual(browser.ask("POST", "/api/v1/sign-in", {"login": "Anna", "password": GOOD})[0], 200)
        self.assertEqual(browser.ask("GET", "/api/v1/me")[0], 200)
        shop.ask("user", "edit", "anna", "--password-file", shop.write("password", OTHER))
        self.assertEqual(browser.ask("GET", "/api/v1/me")[0], 401)
        self.assertEqual(browser.ask("POST", "/api/v1/sign-in", {"login": "anna", "password": GOOD})[0], 401)
        self.assertEqual(Client(service).ask("POST", "/api/v1/sign-in", {"login": "anna", "password": OTHER})[0], 200)

    def test_an_unknown_login_takes_as_long_as_a_wrong_password(self):
        shop = self.shop(with_sync=False)
        shop.ask("user", "add", "anna", "--password-file", shop.write("password", GOOD))
        service = shop.serve()
        client = Client(service)
        took = {"warm": 0.0, "anna": 0.0, "nobody": 0.0}
        for login in ("warm", *("anna", "nobody") * 4):  # as many as may be wrong of one login
            before = self.worked(service)
            self.assertEqual(client.ask("POST", "/api/v1/sign-in", {"login": login, "password": OTHER})[0], 401)
            took[login] += self.worked(service) - before
        self.assertGreater(took["nobody"], took["anna"] / 2, f"an unknown login is worked like a known one: {took}")

    @staticmethod
    def worked(service: Service) -> float:
        """The seconds that the processor has worked for it: other work of the machine is not in them."""
        return time.clock_gettime(~service.process.pid << 3 | 2)  # as clock_getcpuclockid() makes it on Linux


class Tokens(AccountsTest):
    def test_a_token_is_shown_once_listed_and_revoked(self):
        shop = self.shop(with_sync=False)
        made = shop.ask("token", "create", "till", "--scope", "read", "--days", "30")
        token = made.pop("token")
        self.assertTrue(token.startswith(made["prefix"]) and made["prefix"].startswith("ost_"), made)
        self.assertEqual(shop.every("token", "list"), [made])
        self.assert_nowhere(shop, token)
        program = Client(shop.serve(), bearer=token)
        self.assertEqual(program.ask("GET", "/api/v1/me")[0], 200)
        self.assertEqual(program.ask("GET", "/api/v1/users")[0], 403)
        revoked = shop.ask("token", "revoke", str(made["id"]))
        self.assertIsNotNone(revoked["revoked_at"])
        self.assertEqual(program.ask("GET", "/api/v1/me")[0], 401)

    def test_what_is_no_token_is_refused(self):
        shop = self.shop(with_sync=False)
        self.assert_fails(shop, 2, "usage", "token", "create", "till")
        self.assert_fails(shop, 2, "bad_option", "token", "create", "till", "--scope", "everything")
        self.assert_fails(shop, 2, "usage", "token", "create", "till", "--scope", "read", "--days", "1826")
        self.assert_fails(shop, 1, "token_not_found", "token", "revoke", "1")


if __name__ == "__main__":
    main()
