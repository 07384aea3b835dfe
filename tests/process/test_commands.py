#!/usr/bin/env python3
"""The command line as scripts rely on it: every command of the contract, its JSON and its exit status."""

import json
import re
import shlex
import subprocess

from api import Api
from harness import D, PROGRAM, REPOSITORY, SYNC, Reply, Shop, ShopTest, burger, catalogue, item, main, order, paid, water

SYNC_FIELDS = {"name", "source", "active", "url", "pos_config", "interval_minutes", "auto_create_session", "cursor", "next_run_at",
               "last_sync_date", "last_sync_status", "last_sync_message"}
RUN_FIELDS = {"id", "sync", "trigger", "status", "message", "processed", "failed", "already_synced", "skipped", "waiting",
              "started_at", "ended_at"}
ORDER_FIELDS = {"external_id", "source", "kind", "state", "error", "warnings", "attention", "pos_order"}
SESSION_FIELDS = {"id", "name", "pos_config", "state", "opened_at", "closed_at", "orders", "total", "closing"}


class Syncs(ShopTest):
    def test_a_new_sync_has_the_guides_defaults(self):
        shop = self.shop()
        sync = shop.sync()
        self.assertLessEqual(SYNC_FIELDS, set(sync))
        self.assertEqual({name: sync[name] for name in ("name", "source", "active", "url", "pos_config", "interval_minutes",
                                                        "auto_create_session", "cursor", "last_sync_date")},
                         {"name": SYNC, "source": "main-store-orders", "active": True, "url": shop.source.url,
                          "pos_config": "Main Store", "interval_minutes": 15, "auto_create_session": True, "cursor": None,
                          "last_sync_date": None})
        (listed,) = shop.every("sync", "list")
        self.assertEqual(listed, sync)

    def test_edit_changes_only_what_is_named(self):
        shop = self.shop()
        shop.ask("sync", "edit", SYNC, "--interval", "30", "--no-auto-session")
        sync = shop.sync()
        self.assertEqual((sync["interval_minutes"], sync["auto_create_session"], sync["source"], sync["url"]),
                         (30, False, "main-store-orders", shop.source.url))
        shop.source.orders = []
        shop.sync_now()
        self.assertIn("authorization", shop.source.asked[0].headers, "the key is still there")

    def test_an_empty_text_empties_a_list(self):
        shop = self.shop([burger(1)], options=("--filter", "/LocationID=404", "--param", "branch=7", "--param", "shift=2", "--header", "X-Tenant=blue"))
        lists = lambda: [shop.sync()["advanced"][name] for name in ("filters", "params", "headers")]
        self.assertEqual(lists(), [["/LocationID=404"], ["branch=7", "shift=2"], ["X-Tenant=blue"]])
        shop.ask("sync", "edit", SYNC, "--filter", "", "--param", "", "--header", "")
        self.assertEqual(lists(), [[], [], []])
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual((shop.source.asked[0].query, "x-tenant" in shop.source.asked[0].headers), ({}, False))

    def test_an_inactive_sync_does_nothing_and_says_so(self):
        shop = self.shop([burger(1)])
        shop.ask("sync", "deactivate", SYNC)
        self.assertFalse(shop.sync()["active"])
        self.assert_fails(shop, 1, "sync_inactive", "sync", "now", SYNC)
        self.assertEqual(shop.source.asked, [])
        shop.ask("sync", "activate", SYNC)
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_a_sync_may_start_inactive(self):
        shop = self.shop(options=("--inactive",))
        self.assertFalse(shop.sync()["active"])

    def test_removing_keeps_what_was_booked(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        shop.ask("sync", "remove", SYNC)
        self.assertEqual(shop.every("sync", "list"), [])
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assert_fails(shop, 1, "sync_not_found", "sync", "show", SYNC)
        (run,) = shop.ask("run", "list")["items"]
        self.assertEqual((run["sync"], shop.ask("run", "show", str(run["id"]))["sync"]), (SYNC, SYNC))

    def test_names_stand_once(self):
        shop = self.shop()
        self.assert_fails(shop, 1, "sync_exists", "sync", "add", SYNC, "--url", shop.source.url + "/2", "--pos", "Main Store",
                          "--allow-private-network", "--source", "other", env={"ORDERSYNC_KEY": "k"})

    def test_a_url_under_another_source_has_to_be_named(self):
        shop = self.shop()
        more = ("--url", shop.source.url, "--pos", "Main Store", "--allow-private-network")
        self.assert_fails(shop, 1, "url_in_use", "sync", "add", "Second", *more, env={"ORDERSYNC_KEY": "k"})
        shop.ask("sync", "add", "Second", *more, "--source", "second", "--filter", "/LocationID=2", env={"ORDERSYNC_KEY": "k"})
        self.assertEqual(shop.sync("Second")["source"], "second")

    def test_a_url_under_several_other_sources_names_them_all(self):
        shop = self.shop()
        more = ("--url", shop.source.url, "--pos", "Main Store", "--allow-private-network", "--auth", "none")
        shop.ask("sync", "add", "Second", *more, "--source", "second", "--filter", "/LocationID=2")
        self.assertIn('the sources "main-store-orders", "second":', shop.ordersync("sync", "add", "Third", *more).error["message"])

    def test_a_status_is_that_of_a_sale_or_of_a_refund(self):
        shop = self.shop()
        self.assert_fails(shop, 2, "bad_option", "sync", "edit", SYNC, "--refund-statuses", "103,106")
        shop.ask("sync", "edit", SYNC, "--sale-statuses", "104", "--refund-statuses", "103,106")

    def test_a_pos_that_is_not_there(self):
        shop = self.shop()
        self.assert_fails(shop, 1, "pos_config_not_found", "sync", "add", "Second", "--url", shop.source.url + "/2", "--pos", "Nowhere",
                          "--allow-private-network", env={"ORDERSYNC_KEY": "k"})

    def test_the_key_is_never_an_argument(self):
        shop = self.shop()
        self.assert_fails(shop, 2, "usage", "sync", "add", "Second", "--url", shop.source.url + "/2", "--pos", "Main Store", "--key", "secret")

    def test_credentials_in_a_url_are_refused(self):
        shop = self.shop()
        form = ("sync", "add", "Second", "--url", "http://user:hunter2@127.0.0.1/orders", "--pos", "Main Store", "--allow-private-network")
        answer = shop.ordersync(*form, env={"ORDERSYNC_KEY": "k"})
        self.assertEqual((answer.status, answer.error["code"]), (2, "bad_url"), answer)
        self.assertNotIn("hunter2", answer.stdout + answer.stderr)

    def test_records_that_are_not_there(self):
        shop = self.shop()
        for code, commands in (
                ("sync_not_found", (("sync", "show", "Nobody"), ("sync", "now", "Nobody"), ("sync", "edit", "Nobody", "--interval", "5"),
                                    ("sync", "remove", "Nobody"), ("sync", "activate", "Nobody"))),
                ("run_not_found", (("run", "show", "999"),)),
                ("order_not_found", (("order", "show", "999"), ("order", "retry", "999"), ("order", "ignore", "999", "--why", "x"))),
                ("pos_config_not_found", (("session", "open", "Nowhere"), ("session", "close", "Nowhere")))):
            for arguments in commands:
                with self.subTest(" ".join(arguments)):
                    self.assert_fails(shop, 1, code, *arguments)

    def test_wrong_usage(self):
        shop = self.shop()
        edit = ("sync", "edit", SYNC)
        for code, commands in (
                ("usage", (("frobnicate",), ("sync",), ("sync", "now"), ("sync", "add", "X"), ("order", "show"), ("order", "ignore", "1"),
                           ("sync", "list", "--colour"), ("order", "list", "--state", "lost"), ("order", "list", "--limit", "0"),
                           ("order", "list", "--limit", "x"))),
                ("bad_option", ((*edit, "--interval", "often"), (*edit, "--interval", "-5"), (*edit, "--packages", "boxes"),
                                (*edit, "--untaxed", "maybe"), (*edit, "--auth", "magic"), (*edit, "--page", "sideways"), (*edit, "--from", "soon"),
                                (*edit, "--header", "Content-Length=3"), (*edit, "--header", "No Token=3"), (*edit, "--header", "authorization=Basic x"))),
                ("unknown_timezone", ((*edit, "--timezone", "Mars/Olympus"),)), ("bad_date_format", ((*edit, "--date-format", "%Q"),)),
                ("bad_url", ((*edit, "--url", "ftp://a.example/"),)), ("bad_listen_address", (("serve", "--listen", "nowhere:at:all"),)),
                ("bad_store", (("migrate-store", "--to", "mysql://a.example/"),)),
                ("bad_cursor", tuple((*each, "--cursor", "no such") for each in (("order", "list"), ("run", "list"), ("pos", "orders"), ("pos", "stock"))))):
            for arguments in commands:
                with self.subTest(" ".join(arguments)):
                    self.assert_fails(shop, 2, code, *arguments)

    def test_options_take_what_stands_there_and_no_more(self):
        shop = self.shop([*(water(n) for n in range(1, 13)), order(20, [item("Latte XL", 5.0)], 5.0)])
        shop.sync_now()
        self.assertEqual(len(shop.ask("order", "list", "--limit", "010")["items"]), 10)
        self.assert_fails(shop, 2, "usage", "run", "show", "0x1")
        self.assert_fails(shop, 2, "bad_option", "order", "ignore", "20", "--why=")  # --json follows
        sync = shop.ask("sync", "edit", "--map-product", "Latte XL=13", "--param", "[a=1,b]=2", SYNC, "--date-format=", "--interval", "30")
        self.assertEqual((sync["interval_minutes"], sync["advanced"]["map_products"], sync["advanced"]["params"]), (30, {"Latte XL": 13}, ["[a=1,b]=2"]))

    def test_what_is_no_utf8_is_wrong_usage(self):
        shop = self.shop()
        broken = b"/Caf\xe9=5".decode("utf-8", "surrogateescape")
        for option in ("--map-product", "--param", "--filter"):
            self.assertIn("UTF-8", self.assert_fails(shop, 2, "bad_option", "sync", "edit", SYNC, option, broken))
        self.assert_fails(shop, 2, "bad_option", "alert", "add", "Owner", "--email", "owner@shop.example", "--smtp", "mail.shop.example:587",
                          "--user", broken, env={"ORDERSYNC_KEY": "k"})

    def test_a_syncs_name_is_no_number_and_one_line(self):
        shop = self.shop()
        self.assertIn("no number", self.assert_fails(shop, 2, "bad_option", "sync", "edit", SYNC, "--name", "7"))
        self.assertIn("one line", self.assert_fails(shop, 2, "bad_option", "sync", "edit", SYNC, "--name", "Main\nStore"))
        self.assert_fails(shop, 2, "bad_option", "sync", "add", "12", "--url", shop.source.url, "--pos", "Main Store", "--source", "second",
                          "--allow-private-network", env={"ORDERSYNC_KEY": "k"})
        long = "ا" * 200
        shop.ask("sync", "edit", SYNC, "--name", long)
        self.assertEqual(shop.sync(long)["name"], long)

    def test_a_folder_is_no_file(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        folder = str(shop.folder)
        url = ("--url", "https://shop.example.com")
        for status, code, arguments in (
                (2, "config_unreadable", ("sync", "list", "--config", folder)),
                (1, "key_file_unreadable", ("sync", "add", "Second", *url, "--pos", "Main Store", "--key-file", folder)),
                (1, "file_not_found", ("catalog", "import", folder)),
                (1, "file_not_found", ("sync", "hook", SYNC, "--set-file", folder)),
                (1, "file_not_found", ("sync", "hook", SYNC, "--test-file", folder)),
                (1, "password_file_unreadable", ("user", "add", "anna", "--password-file", folder)),
                (2, "bad_option", ("connection", "add", "Shop", *url, "--login", "till", "--ca-file", folder)),
        ):
            self.assert_fails(shop, status, code, *arguments, env={"ORDERSYNC_KEY": "k"} if "--ca-file" in arguments else None)
        shop.ask("backup", str(shop.folder / "copy.db"))
        self.assert_fails(shop, 3, "file_not_found", "restore", str(shop.folder / "copy.db"), "--data", str(shop.folder / "other"), "--key-file", folder)

    def test_a_date_that_means_two_is_the_options_mistake(self):
        message = self.assert_fails(self.shop(), 2, "bad_option", "sync", "edit", SYNC, "--from", "10-08-2025")
        self.assertIn("--from: \"10-08-2025\"", message)
        self.assertNotIn("order", message)

    def test_help_and_version(self):
        shop = self.shop(with_sync=False)
        for arguments in (("--help",), ("sync", "add", "--help"), ("--version",)):
            answer = shop.finish(shop.start(*arguments))
            self.assertEqual(answer.status, 0, answer)
            self.assertTrue(answer.stdout.strip())

    def test_every_option_stands_in_the_section_of_its_command_and_no_other_does(self):
        page = (REPOSITORY / "docs" / "cli.md").read_text(encoding="utf-8")
        named = re.compile(r"(?<![\w-])--[a-z][\w-]*")
        head, *parts = page.split("\n## ")
        sections = {"": head, **{name.strip(): part for part in parts for name in part.split("\n", 1)[0].split(",")}}
        there = set()

        def look(*command: str) -> None:
            helped = subprocess.run([PROGRAM, *command, "--help"], check=True, capture_output=True, text=True).stdout
            options, _, below = helped.partition("\nSubcommands:\n")
            own = set(named.findall(" ".join(re.findall(r"^  (?:-h,)?((?:--[\w-]+,?)+)", options, re.M)).replace(",", " ")))
            there.update(own)
            explained = {"--help", *named.findall(sections[command[0] if command else ""])}
            self.assertEqual(own - explained, set(), command)
            for name in re.findall(r"^  ([a-z][\w-]*) ", below, re.M):
                if name != "help":
                    look(*command, name)

        look()
        self.assertGreater(len(there), 100)
        self.assertEqual(set(named.findall(page)) - there, set())


class Failures(ShopTest):
    """What failed is said on standard error also where standard output tells all of it."""

    def failed(self, shop: Shop, *arguments: str) -> tuple:
        """The JSON of the answer, and the error beside it. Without --json there is no JSON on standard error."""
        answer = shop.ordersync(*arguments)
        self.assertEqual(answer.status, 1, answer)
        self.assertIsNotNone(answer.json, answer)
        table = shop.finish(shop.start(*arguments))
        self.assertEqual((table.status, table.error), (1, {}), table)
        return answer.json, answer.error

    def test_a_run_that_ended_in_error(self):
        shop = self.shop([burger(1)])
        shop.source.handler = lambda _asked: Reply(status=401)
        run, error = self.failed(shop, "sync", "now", SYNC, "--dry-run")
        self.assertEqual(error, {"code": "run_failed", "message": run["message"]})
        run, error = self.failed(shop, "sync", "now", SYNC)
        self.assertEqual((run["status"], error), ("error", {"code": "run_failed", "message": run["message"]}))

    def test_a_dry_run_with_failures(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        run, error = self.failed(shop, "sync", "now", SYNC, "--dry-run")
        self.assertEqual(error, {"code": "run_failed", "message": run["message"]})

    def test_an_order_that_stays_parked(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        shown, error = self.failed(shop, "order", "retry", "2")
        self.assertEqual((error["code"], error), ("product_not_found", shown["error"]))

    def test_a_retry_that_finds_no_session(self):
        shop = self.shop([burger(1)], options=("--no-auto-session",))
        shop.sync_now()
        shown, error = self.failed(shop, "order", "retry", "1")
        self.assertEqual(shown["state"], "received")
        self.assertEqual(error, shown["error"] or {"code": "order_not_booked", "message": "Order main-store-orders/1 is not booked: it is received"})

    def test_retrying_all_names_the_syncs_that_failed(self):
        shop = self.shop([burger(1)], options=("--no-auto-session",))
        shop.sync_now()
        runs, error = self.failed(shop, "order", "retry", "--all")
        (run,) = runs["items"]
        self.assertEqual(error, {"code": "run_failed", "message": SYNC + ": " + run["message"]})

    def test_a_day_that_differs(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5, OrderDate="2026-11-22T12:00:00Z")])
        shop.sync_now()
        _, error = self.failed(shop, "reconcile", SYNC, "--day", "2026-11-22")
        self.assertEqual(error, {"code": "days_differ",
                                 "message": SYNC + " on 2026-11-22: 1 missing in the POS, 0 extra in the POS, 0 different"})


class Records(ShopTest):
    def test_shapes(self):
        shop = self.shop([burger(1), order(2, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        (run,) = shop.every("run", "list")
        self.assertLessEqual(RUN_FIELDS, set(run))
        for shown in shop.orders():
            self.assertLessEqual(ORDER_FIELDS, set(shown))
        parked = shop.order("2")
        self.assertEqual((parked["state"], parked["pos_order"], parked["kind"]), ("parked", None, "sale"))
        self.assertEqual(parked["error"]["code"], "product_not_found")
        (session,) = shop.sessions()
        self.assertLessEqual(SESSION_FIELDS, set(session))
        for row in shop.every("pos", "stock"):
            self.assertLessEqual({"product_id", "product", "on_hand"}, set(row))
            D(row["on_hand"])

    def test_orders_are_listed_by_state_and_sync(self):
        shop = self.shop([burger(1), order(2, [item("Latte XL", 5)], 5), burger(3, OrderStatus=101)])
        shop.sync_now()
        for state, ids in (("booked", ["1"]), ("parked", ["2"]), ("skipped", ["3"]), ("ignored", []), ("received", [])):
            self.assertEqual([row["external_id"] for row in shop.orders("--state", state)], ids, state)
        self.assertEqual(len(shop.orders("--sync", SYNC)), 3)

    def test_lists_go_on_with_a_cursor(self):
        shop = self.shop([water(n) for n in range(1, 8)])
        shop.sync_now()
        for command in (("order", "list"), ("pos", "orders"), ("pos", "pickings")):
            seen, cursor, pages = [], None, 0
            while True:
                page = shop.ask(*command, "--limit", "3", *(["--cursor", str(cursor)] if cursor else []))
                seen += [json.dumps(row, sort_keys=True) for row in page["items"]]
                pages += 1
                cursor = page["next"]
                if cursor is None:
                    break
            self.assertEqual((len(seen), len(set(seen)), pages), (7, 7, 3), command)

    def test_syncs_and_connections_go_on_with_a_cursor(self):
        shop = self.shop(with_sync=False)
        names = ["a b", "A", "ä", "Main", "west"]
        for name in names:
            shop.add_sync(name=name, url=f"{shop.source.url}?{ord(name[0])}")
            shop.ask("connection", "add", name, "--url", "https://odoo.example", "--login", "till", env={"ORDERSYNC_KEY": "k"})
        for noun in ("sync", "connection"):
            with self.subTest(noun):
                page = shop.ask(noun, "list", "--limit", "2")
                self.assertEqual(([row["name"] for row in page["items"]], page["next"]), (["A", "Main"], "Main"))
                self.assertEqual([row["name"] for row in shop.ask(noun, "list", "--cursor", "Main")["items"]], ["a b", "west", "ä"])
                last = shop.ask(noun, "list", "--limit", "3", "--cursor", "Main")
                self.assertEqual((len(last["items"]), last["next"]), (3, None))
                shop.ask(noun, "remove", "Main")
                self.assertEqual(len(shop.ask(noun, "list", "--limit", "5", "--cursor", "Main")["items"]), 3, "what was shown may go")

    def test_the_list_of_nodes_takes_a_limit_and_a_cursor(self):
        shop = self.shop(with_sync=False)
        self.assertEqual(shop.ask("node", "list", "--limit", "1"), {"items": [], "next": None})
        self.assert_fails(shop, 2, "usage", "node", "list", "--limit", "0")
        self.assert_fails(shop, 2, "bad_cursor", "node", "list", "--cursor", "no such")

    def test_tables_that_go_on_say_how(self):
        shop = self.shop(with_sync=False)
        for name in ("Anna's", "Ben's $HOME"):
            shop.ask("token", "create", name, "--scope", "read")
            shop.ask("user", "add", name[:3].lower())
            shop.add_sync("--source", "s", name=name, url=shop.source.url)
        for command in ("token list", "user list", "sync list"):
            first = shop.finish(shop.start(*command.split(), "--limit", "1"))
            (more,) = [line for line in first.stdout.splitlines() if line.startswith("more: ")]
            rest = shlex.split(more[len("more: "):])
            second = shop.finish(shop.start(*command.split(), "--limit", "1", *rest))
            self.assertEqual((second.status, len(second.stdout.splitlines())), (0, 2), second)
            self.assertNotEqual(first.stdout.splitlines()[1], second.stdout.splitlines()[1])

    def test_a_long_list_stops_at_a_hundred(self):
        shop = self.shop([water(n) for n in range(1, 121)])
        shop.sync_now()
        page = shop.ask("order", "list")
        self.assertEqual(len(page["items"]), 100)
        self.assertIsNotNone(page["next"])

    def test_every_list_is_empty_at_first(self):
        shop = self.shop(with_sync=False)
        for command in (("sync", "list"), ("run", "list"), ("order", "list"), ("session", "list"), ("pos", "orders"), ("pos", "pickings")):
            self.assertEqual(shop.ask(*command), {"items": [], "next": None}, command)

    def test_ids_with_odd_letters_are_found(self):
        for order_id in ("A/1:refund", "a b", "ä-1", "%", "' OR 1=1 --"):
            with self.subTest(order_id):
                shop = self.shop([water(order_id)])
                shop.sync_now()
                self.assertEqual(shop.order(f"main-store-orders/{order_id}" if ":refund" not in order_id else order_id)["external_id"],
                                 order_id)

    def test_a_table_is_for_people(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        for command in (("sync", "list"), ("sync", "show", SYNC), ("run", "list"), ("order", "list"), ("order", "show", "1"),
                        ("session", "list"), ("pos", "orders"), ("pos", "pickings"), ("pos", "stock")):
            with self.subTest(" ".join(command)):
                answer = shop.finish(shop.start(*command))
                self.assertEqual((answer.status, answer.json), (0, None), answer)
                self.assertTrue(answer.stdout.strip())

    def test_tables_say_in_words_what_json_says_in_codes(self):
        shop = self.shop([burger(1), order(2, [item("Latte XL", 5.0)], 5.0)], options=("--interval", "0"))
        table = lambda *command: shop.finish(shop.start(*command)).stdout
        self.assertIn("only by hand", table("sync", "list"))
        shop.source.orders = []
        shop.sync_now()
        self.assertIn("  No Orders  ", table("sync", "list"))
        self.assertIn("No Orders\n", table("sync", "show", SYNC))
        self.assertEqual(shop.sync()["last_sync_status"], "no_orders")
        self.assertIn("No orders booked yet", table("pos", "orders"))
        for command in (("orders", "--search", "x"), ("orders", "--pos", "Main Store"), ("orders", "--kind", "refund")):
            self.assertIn("No order fits the filter", table("pos", *command))
        self.assertIn("No picking fits the search", table("pos", "pickings", "--search", "x"))
        self.assertIn("No storable product fits the search", table("pos", "stock", "--search", "no such"))
        shop.source.orders = [burger(1), order(2, [item("Latte XL", 5.0)], 5.0), burger(3, OrderStatus=9)]
        shop.sync_now()
        shop.ask("order", "ignore", "2", "--why", "rung up by hand")
        self.assertIn("rung up by hand", table("order", "list", "--state", "ignored"))
        self.assertIn("OrderStatus 9 is neither a sale nor a refund", table("order", "list", "--state", "skipped"))

    def test_a_command_that_is_suggested_can_be_pasted(self):
        shop = self.shop(options=("--inactive",))
        message = self.assert_fails(shop, 1, "sync_inactive", "sync", "now", SYNC)
        suggested = shlex.split(message.split("`")[1])
        self.assertEqual(suggested[1:], ["sync", "activate", SYNC])
        shop.ask(*suggested[1:])
        self.assertTrue(shop.sync()["active"])

    def test_words_that_mean_nothing(self):
        shop = self.shop(with_sync=False)
        for arguments, words in ((("foo",), ('"ordersync foo"', "see ordersync --help")), (("sync", "foo"), ('"ordersync sync foo"', "see ordersync sync --help")),
                                 (("sync", "activat", SYNC), ('did you mean "ordersync sync activate"? See ordersync sync --help',)),
                                 (("help", "snyc"), ('did you mean "ordersync sync"?',)), (("sync", "list", "--colour"), ("no option --colour", "see ordersync sync list --help"))):
            message = self.assert_fails(shop, 2, "usage", *arguments)
            for word in words:
                self.assertIn(word, message)
        for command in ((), ("sync",), ("sync", "add")):
            helped = shop.finish(shop.start("help", *command))
            self.assertEqual((helped.status, helped.stdout), (0, shop.finish(shop.start(*command, "--help")).stdout))

    def test_the_table_of_orders_says_what_each_comes_to_booked_or_not(self):
        shop = self.shop([burger(1), order(2, [item("Latte XL", 20.0)], 20.0), order(3, [item("Burger", 80.0)], 92.0, OrderStatus=9)])
        shop.sync_now()
        rows = {line.split()[0].split("/")[1]: line for line in shop.finish(shop.start("order", "list")).stdout.splitlines()[1:]}
        for key, total in (("1", "92.00 USD"), ("2", "20.00 USD")):
            self.assertIn(f" {total} ", rows[key])

    def test_a_sync_that_will_not_run_has_no_next_run(self):
        shop = self.shop()

        def next_runs():
            table = shop.finish(shop.start("sync", "show", SYNC)).stdout
            (line,) = [line for line in table.splitlines() if line.startswith("Next Run")]
            (listed,) = shop.every("sync", "list")
            return listed["next_run_at"], shop.sync()["next_run_at"], None if line.split()[-1] == "–" else line.split()[-1]

        self.assertEqual(len(set(next_runs()) - {None}), 1, "it will run")
        shop.ask("schedule", "deactivate")
        self.assertEqual(next_runs(), (None, None, None))
        shop.ask("schedule", "activate")
        self.assertNotIn(None, next_runs())
        self.assertIsNone(shop.ask("sync", "deactivate", SYNC)["next_run_at"])
        self.assertEqual(next_runs(), (None, None, None))

    def test_what_the_settings_name_and_the_pos_has_not_is_told(self):
        shop = self.shop()
        self.assertNotIn("warnings", shop.sync())
        told = shop.ask("sync", "edit", SYNC, "--map-product", "Foo=999", "--map-product", "Bar=10", "--tip-product", "98",
                        "--voucher-method", "99")["warnings"]
        self.assertEqual({warning["code"] for warning in told}, {"not_in_pos"})
        self.assertEqual([warning["message"] for warning in told],
                         ['map_products "Foo": POS "Main Store" has no product 999', 'tip_product: POS "Main Store" has no product 98',
                          'voucher_method: POS "Main Store" has no payment method 99'])
        self.assertEqual(shop.sync()["warnings"], told)
        shown = shop.finish(shop.start("sync", "show", SYNC))
        self.assertIn('Warning: map_products "Foo": POS "Main Store" has no product 999', shown.stderr)
        shop.ask("sync", "edit", SYNC, "--map-product", "Foo=", "--tip-product", "", "--voucher-method", "")
        self.assertNotIn("warnings", shop.sync())

    def test_the_data_folder_may_be_an_argument(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        answer = shop.finish(shop.start("--data", str(shop.data), "order", "list", "--json", env={"ORDERSYNC_DATA": "/nonexistent"}))
        self.assertEqual(answer.status, 0, answer)
        self.assertEqual(len(answer.json["items"]), 1)


class Audited(ShopTest):
    def test_what_is_done_here_is_written_down_as_what_is_done_over_the_api(self):
        shop = self.shop([burger(1), burger(2), order(3, [item("Latte XL", 5.0)], 5.0), order(4, [item("Latte XL", 5.0)], 5.0)])
        shop.sync_now()
        hook = shop.write("hook.lua", "function order(o) return o end")
        key = {"ORDERSYNC_KEY": "odoo-key"}
        done = [
            (("sync", "edit", SYNC, "--interval", "30", "--key-file", shop.write("key", "another-key\n")), "sync_edited", "sync 1"),
            (("sync", "deactivate", SYNC), "sync_edited", "sync 1"), (("sync", "activate", SYNC), "sync_edited", "sync 1"),
            (("sync", "hook", SYNC, "--set-file", hook), "hook_edited", "sync 1"), (("sync", "hook", SYNC, "--remove"), "hook_removed", "sync 1"),
            (("sync", "add", "Other", "--url", shop.source.url + "/b", "--pos", "Main Store", "--auth", "none", "--profile", "square"), "hook_edited", "sync 2"),
            (("sync", "edit", SYNC, "--no-allow-private-network"), "sync_edited", "sync 1"),
            (("sync", "remove", "Other"), "sync_removed", "sync 2"),
            (("connection", "add", "Shop", "--url", "https://shop.example.com", "--login", "till"), "connection_created", "connection Shop"),
            (("connection", "edit", "Shop", "--login", "boss", "--allow-private-network"), "connection_edited", "connection Shop"),
            (("connection", "remove", "Shop"), "connection_removed", "connection Shop"),
            (("order", "ignore", "3", "--why", "a test"), "order_ignored", "order main-store-orders/3"),
            (("order", "reverse", "1"), "order_reversed", "order 1"),
            (("order", "retry", "2", "--again"), "order_booked_again", "order main-store-orders/2"),
            (("session", "close", "Main Store"), "session_closed", None), (("session", "open", "Main Store"), "session_opened", None),
            (("schedule", "closing", "Main Store", "idle:30"), "closing_rule_edited", "closing rule of Main Store"),
            (("schedule", "deactivate"), "scheduled_action_edited", "scheduled action Sync External Orders"),
            (("catalog", "import", str(shop.folder / "catalogue.json")), "catalogue_imported", "catalogue"),
        ]
        shop.lose("2")
        for arguments, _action, _subject in done:
            shop.ask(*arguments, env=key)
        self.assertEqual(shop.ordersync("order", "retry", "4").status, 1)  # tried again, and parked as before
        done.append(((), "order_retried", "order main-store-orders/4"))
        token = shop.ask("token", "create", "auditor", "--scope", "admin")["token"]
        written = Api(shop.serve().url).call("GET", "/api/v1/audit?limit=100", token=token).json["items"]
        ours = [(one["action"], one["subject"]) for one in reversed(written) if one["actor"] == "(command line)" and "token" not in one["action"]]
        at = ours.index(("sync_edited", "sync 1"))
        self.assertEqual(ours[:at], [("catalogue_imported", "catalogue"), ("sync_created", "sync 1")])
        self.assertIn(("sync_created", "sync 2"), ours)
        told = [(action, subject) for action, subject in ours[at:] if (action, subject) != ("sync_created", "sync 2")]
        self.assertEqual([action for action, _ in told], [action for _, action, _ in done])
        self.assertEqual([subject for _, subject in told if not subject.startswith("session ")], [subject for *_, subject in done if subject])
        self.assertNotIn("another-key", str(written))
        self.assertNotIn("odoo-key", str(written))
        allowed = [(one["action"], one["after"]["allow_private_network"]) for one in reversed(written) if "allow_private_network" in (one["after"] or {})]
        self.assertEqual([one for one in allowed if one[0].endswith("edited")], [("sync_edited", False), ("connection_edited", True)])
        (edited,) = [one for one in written if one["action"] == "sync_edited" and "key" in one["after"]]
        self.assertEqual((edited["before"], edited["after"]), ({"interval_minutes": 15, "key": "set"}, {"interval_minutes": 30, "key": "replaced"}))


class Catalogues(ShopTest):
    def test_ids_are_kept_and_defaults_filled(self):
        shop = self.shop(with_sync=False, goods={"products": [{"id": 7, "name": "Plain"}]})
        self.assertEqual([row["product_id"] for row in shop.every("pos", "stock") if row["product"] == "Plain"], [7])

    def test_a_pos_of_ids_and_names_alone_can_be_booked_into(self):
        goods = {"products": [{"id": 1, "name": "Water", "list_price": "2.00"}], "payment_methods": [{"id": 1, "name": "Card"}, {"id": 2, "name": "Cash"}],
                 "pos_configs": [{"id": 1, "name": "Main Store"}]}
        shop = self.shop([order(1, [item("Water", 2.0)], 2.0, payments=[paid(5.0)])], goods=goods)
        self.assert_run(shop.sync_now(), "success", processed=1)
        payments = [(one["method"], D(one["amount"])) for one in self.assert_booked(shop, "1", "2.00")["payments"]]
        self.assertEqual(payments, [("Cash", D(5)), ("Cash", D(-3))])

    def test_an_id_that_stands_twice_imports_nothing(self):
        shop = self.shop(with_sync=False)
        before = shop.stock()
        value = catalogue()
        value["products"] += [{"id": 90, "name": "New"}, {"id": 10, "name": "Again"}]
        self.assertIn("10", self.assert_fails(shop, 1, "duplicate_id", "catalog", "import", shop.write("twice.json", json.dumps(value))))
        self.assertEqual(shop.stock(), before)

    def test_files_that_are_no_catalogue(self):
        shop = self.shop(with_sync=False)
        for text, words in (('{"products": [}', "invalid JSON"), ("[1]", "one JSON object"), ("", "invalid JSON"),
                            ('{"products": [{"id": 1, "name": "X", "list_price": "1,5"}]}', "products[0].list_price"),
                            ('{"products": [{"id": 1, "name": "X", "type": "gas"}]}', "products[0].type"),
                            ('{"products": [{"id": 1, "name": "X", "taxes": [99]}]}', "no tax 99"),
                            ('{"products": [{"id": 1}]}', "products[0].name"), ('{"prodcuts": []}', "did you mean products?")):
            with self.subTest(text):
                self.assertIn(words, self.assert_fails(shop, 1, "bad_catalogue", "catalog", "import", shop.write("goods.json", text)))
        self.assert_fails(shop, 1, "file_not_found", "catalog", "import", str(shop.folder / "not there.json"))

    def test_products_from_csv(self):
        shop = self.shop(with_sync=False)
        goods = ("\ufeffid,name,list_price,type,taxes,on_hand\r\n"
                 '70,"Tea, green",4.50,storable,1;2,12\r\n71,Wi-Fi,0,service,,\r\n')
        for name, created in (("more.csv", 2), ("MORE.CSV", 0)):
            self.assertEqual(shop.ask("catalog", "import", shop.write(name, goods))["created"], created)
        rows = {row["product_id"]: row for row in shop.every("pos", "stock")}
        self.assertEqual((rows[70]["product"], D(rows[70]["on_hand"])), ("Tea, green", D(12)))

    def test_importing_again_updates_names_but_not_stock(self):
        shop = self.shop(with_sync=False)
        value = catalogue()
        value["products"][0].update({"name": "Big Burger", "on_hand": "5"})
        shop.import_catalogue(value)
        (row,) = [row for row in shop.every("pos", "stock") if row["product_id"] == 10]
        self.assertEqual((row["product"], D(row["on_hand"])), ("Big Burger", D(100)))


class Outputs(ShopTest):
    def test_an_answer_that_cannot_be_written_is_no_success(self):
        shop = self.shop()
        with open("/dev/full", "w", encoding="utf-8") as full:
            ended = subprocess.run([PROGRAM, "--data", str(shop.data), "sync", "list", "--json"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((ended.returncode, json.loads(ended.stderr)["error"]["code"]), (3, "output_not_written"))


if __name__ == "__main__":
    main()
