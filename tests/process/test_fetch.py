#!/usr/bin/env python3
"""Asking the external system: shapes, credentials, pages, faults, and a cursor that never runs ahead."""

import base64
import json

from harness import API_KEY, SYNC, Asked, Reply, ShopTest, Source, burger, gzipped, main, order, item, parse_time, water

FETCH_FAILED = "Failed to fetch orders from external system: "


class Shapes(ShopTest):
    def test_the_three_shapes_of_the_guide(self):
        for answer in ([water(1)], {"orders": [water(1)]}, water(1), {"total": 1, "orders": [water(1)], "note": {"orders": []}}):
            with self.subTest(type(answer).__name__):
                shop = self.shop(answer)
                self.assert_run(shop.sync_now(), "success", processed=1)
                self.assert_booked(shop, "1", "2.00")

    def test_no_orders_is_no_error(self):
        for answer in ('{"orders": []}', "[]", "null", " [ ] \n", "\ufeff[]", '{"orders": null}'):
            with self.subTest(answer):
                shop = self.shop(answer)
                self.assert_run(shop.sync_now(), "no_orders", "No orders found to sync")
        shop = self.shop()
        shop.source.script = [Reply(status=204)]
        run = shop.sync_now()
        self.assert_run(run, "no_orders", "No orders found to sync")
        self.assertEqual(run["pages"], 1, "one was asked for")

    def test_silence_is_an_error(self):
        shop = self.shop()
        for body in (b"", b"  \n"):
            shop.source.script = [Reply(body=body)]
            run = shop.sync_now()
            self.assert_run(run, "error")
            self.assertTrue(run["message"].startswith(FETCH_FAILED), run["message"])

    def test_a_byte_order_mark_and_gzip_are_no_matter(self):
        shop = self.shop("\ufeff" + json.dumps([water(1)]))
        self.assert_run(shop.sync_now(), "success", processed=1)
        shop.source.script = [gzipped(Reply.json([water(2)]))]
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_orders_at_a_pointer(self):
        shop = self.shop({"data": {"page": {"items": [water(1), water(2)]}}}, options=("--orders-at", "/data/page/items"))
        self.assert_run(shop.sync_now(), "success", processed=2)

    def test_many_orders_in_one_answer(self):
        shop = self.shop([water(n) for n in range(1, 301)])
        self.assert_run(shop.sync_now(), "success", "Processed 300 orders successfully", processed=300)
        self.assertEqual(len(shop.pos_orders()), 300)
        self.assertEqual(len(shop.sessions()), 1)


class Faults(ShopTest):
    def assert_fetch_fails(self, shop, *words: str) -> dict:
        run = shop.sync_now()
        self.assertEqual(run["status"], "error", run)
        self.assertTrue(run["message"].startswith(FETCH_FAILED), run["message"])
        for word in words:
            self.assertIn(word, run["message"])
        self.assertEqual(shop.sync()["last_sync_message"], run["message"])
        return run

    def test_a_login_page_is_named(self):
        shop = self.shop()
        page = Reply(body=b"<!DOCTYPE html><html><body>Please log in</body></html>", content_type="text/html")
        shop.source.script = [page]
        self.assert_fetch_fails(shop, "HTML, not JSON", "login page")
        shop.source.script = [Reply(body=page.body, content_type="application/json")]
        self.assert_fetch_fails(shop, "HTML, not JSON")

    def test_a_wrong_key_fails_at_once_and_says_what_to_check(self):
        shop = self.shop()
        shop.source.handler = lambda _: Reply(status=401, body=b"{}")
        run = self.assert_fetch_fails(shop, "HTTP 401 Unauthorized", "check the External API Key")
        self.assertEqual(len(shop.source.asked), 1)
        self.assertNotIn(API_KEY, json.dumps(run))
        self.assertIn("fetch_failed sync=\"Main Store Orders\" run=1 why=\"HTTP 401", (shop.data / "external-order-sync.log").read_text())

    def test_a_missing_address_fails_at_once(self):
        shop = self.shop()
        shop.source.handler = lambda _: Reply(status=404, body=b"not here")
        self.assert_fetch_fails(shop, "HTTP 404")
        self.assertEqual(len(shop.source.asked), 1)

    def test_a_busy_source_is_asked_again(self):
        shop = self.shop([water(1)])
        shop.source.script = [Reply(status=503, headers={"Retry-After": "0"}), Reply(status=429, headers={"Retry-After": "0"})]
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(len(shop.source.asked), 3)

    def test_four_tries_are_enough(self):
        shop = self.shop()
        shop.source.handler = lambda _: Reply(status=500, headers={"Retry-After": "0"})
        self.assert_fetch_fails(shop, "HTTP 500")
        self.assertEqual(len(shop.source.asked), 4)

    def test_a_dropped_connection_is_tried_again(self):
        shop = self.shop([water(1)])
        shop.source.script = [Reply(hang_up=True)]
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_nobody_there(self):
        shop = self.shop(with_sync=False)
        shop.add_sync("--source", "nobody", url="http://127.0.0.1:9/orders")
        self.assert_fetch_fails(shop, "connection refused by 127.0.0.1:9")

    def test_invalid_json_names_the_place(self):
        shop = self.shop()
        shop.source.script = [Reply.json('[{"OrderID": 1},\n oops]')]
        self.assert_fetch_fails(shop, "invalid JSON at byte 19, line 2")
        shop.source.script = [Reply.json("this is not JSON")]
        self.assert_fetch_fails(shop, "JSON")
        self.assertIsNone(shop.sync()["cursor"])

    def test_invalid_json_inside_an_order_fails_the_fetch_too(self):
        shop = self.shop('[{"OrderID": 1,\n "GrandTotal": }, ' + json.dumps(water(2)) + "]")
        self.assert_fetch_fails(shop, "invalid JSON at byte", "line 2")
        self.assertIsNone(shop.sync()["cursor"])

    def test_a_document_cut_off_fails_the_fetch(self):
        shop = self.shop()
        text = json.dumps([water(1), water(2), water(3)])
        shop.source.script = [Reply.json(text[:-20])]
        self.assert_fetch_fails(shop)
        self.assertIsNone(shop.sync()["cursor"])
        shop.source.script = [Reply.json(text)]
        self.assertEqual(shop.sync_now()["status"] != "error", True)
        self.assertEqual(sorted(row["external_id"] for row in shop.orders("--state", "booked")), ["1", "2", "3"])
        self.assertEqual(len(shop.pos_orders()), 3)

    def test_text_after_the_document_is_no_json(self):
        shop = self.shop()
        shop.source.script = [Reply.json("[] []")]
        self.assert_fetch_fails(shop)

    def test_the_inside_of_a_private_network_is_refused_unless_allowed(self):
        shop = self.shop([water(1)], with_sync=False)
        shop.ask("sync", "add", SYNC, "--url", shop.source.url, "--pos", "Main Store", "--auth", "none")
        self.assert_fetch_fails(shop, "127.0.0.1 is on a private network", "--allow-private-network")
        self.assertEqual(shop.source.asked, [])
        shop.ask("sync", "edit", SYNC, "--allow-private-network")
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_credentials_stay_behind_on_a_redirect_to_another_host(self):
        shop, other = self.shop(), Source([water(1)])
        self.addCleanup(other.close)
        shop.source.handler = lambda _: Reply(status=302, headers={"Location": f"http://localhost:{other.port}/elsewhere"})
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertIn("authorization", shop.source.asked[0].headers)
        (asked,) = other.asked
        self.assertEqual((asked.path, asked.headers.get("authorization")), ("/elsewhere", None))
        self.assertNotIn(API_KEY, str(asked))

    def test_a_redirect_without_end_ends(self):
        shop = self.shop()
        shop.source.handler = lambda _: Reply(status=302, headers={"Location": shop.source.url})
        self.assert_fetch_fails(shop, "redirect")

    def test_as_many_redirects_are_followed_as_the_sync_says(self):
        shop = self.shop(json.dumps([water(1)]), options=("--max-redirects", "0"))
        shop.source.script = [Reply(status=302, headers={"Location": shop.source.url})]
        self.assert_fetch_fails(shop, "redirect")
        shop.ask("sync", "edit", SYNC, "--max-redirects", "1")
        shop.source.script = [Reply(status=302, headers={"Location": shop.source.url})]
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_a_deep_order_is_refused_alone(self):
        deep = '{"OrderID": 9, "Remark": ' + "[" * 100 + "]" * 100 + "}"
        shop = self.shop(f"[{json.dumps(water(1))}, {deep}, {json.dumps(water(2))}]")
        self.assert_run(shop.sync_now(), "error", processed=2, failed=1)

    def test_a_huge_order_is_refused_alone(self):
        huge = json.dumps(water(9, Remark="x" * (2 << 20)))
        shop = self.shop(f"[{json.dumps(water(1))}, {huge}, {json.dumps(water(2))}]")
        self.assert_run(shop.sync_now(), "error", processed=2, failed=1)


class Credentials(ShopTest):
    def asked_with(self, *options: str, key: str = API_KEY) -> Asked:
        shop = self.shop([], with_sync=False)
        shop.add_sync(*options, key=key)
        self.assert_run(shop.sync_now(), "no_orders")
        return shop.source.asked[0]

    def test_every_way_of_the_contract(self):
        self.assertEqual(self.asked_with("--auth", "bearer").headers["authorization"], f"Bearer {API_KEY}")
        with_key = self.asked_with("--auth", "x-api-key").headers
        self.assertEqual((with_key["x-api-key"], with_key.get("authorization")), (API_KEY, None))
        self.assertEqual(self.asked_with("--auth", "header:X-Shop-Token").headers["x-shop-token"], API_KEY)
        basic = "Basic " + base64.b64encode(b"shop:open:sesame").decode()
        self.assertEqual(self.asked_with("--auth", "basic", key="shop:open:sesame").headers["authorization"], basic)
        self.assertNotIn("authorization", self.asked_with("--auth", "none").headers)

    def test_parameters_and_headers_of_the_sync(self):
        asked = self.asked_with("--param", "branch=7 & 8", "--header", "X-Tenant=blue")
        self.assertEqual(asked.query["branch"], "7 & 8")
        self.assertEqual(asked.headers["x-tenant"], "blue")

    def test_a_key_from_a_file(self):
        shop = self.shop([], with_sync=False)
        shop.ask("sync", "add", "By file", "--url", shop.source.url, "--pos", "Main Store", "--allow-private-network",
                 "--key-file", shop.write("key", "from-a-file\n"))
        shop.sync_now(name="By file")
        self.assertEqual(shop.source.asked[0].headers["authorization"], "Bearer from-a-file")


class Pages(ShopTest):
    ORDERS = [water(n) for n in range(1, 8)]

    def paged(self, option: str, handler, **more):
        shop = self.shop([], options=("--page", option), **more)
        shop.source.handler = handler
        return shop

    def test_page_numbers(self):
        def handler(asked: Asked) -> Reply:
            page, size = int(asked.query["page"]), int(asked.query["per_page"])
            return Reply.json(self.ORDERS[(page - 1) * size: page * size])

        shop = self.paged("page:page,size:per_page=3", handler)
        run = shop.sync_now()
        self.assert_run(run, "success", processed=7)
        self.assertEqual((run["pages"], shop.ask("run", "show", str(run["id"]))["pages"]), (4, 4), "the last is empty")

    def test_offsets(self):
        def handler(asked: Asked) -> Reply:
            offset, size = int(asked.query["offset"]), int(asked.query["limit"])
            return Reply.json({"orders": self.ORDERS[offset: offset + size]})

        self.assert_run(self.paged("offset:offset,size:limit=3", handler).sync_now(), "success", processed=7)

    def test_a_cursor_in_the_body(self):
        def handler(asked: Asked) -> Reply:
            at = int(asked.query.get("after", "0"))
            return Reply.json({"orders": self.ORDERS[at: at + 3], "next": str(at + 3) if at + 3 < 7 else None})

        self.assert_run(self.paged("cursor:/next=after", handler).sync_now(), "success", processed=7)

    def test_a_next_link_in_the_body(self):
        shop = self.paged("next:/links/next", None)

        def handler(asked: Asked) -> Reply:
            at = int(asked.query.get("at", "0"))
            return Reply.json({"orders": self.ORDERS[at: at + 3],
                               "links": {"next": f"{shop.source.url}?at={at + 3}" if at + 3 < 7 else None}})

        shop.source.handler = handler
        self.assert_run(shop.sync_now(), "success", processed=7)

    def test_a_link_header(self):
        shop = self.paged("link", None)

        def handler(asked: Asked) -> Reply:
            at = int(asked.query.get("at", "0"))
            headers = {"Link": f'<{shop.source.url}?at={at + 3}>; rel="next"'} if at + 3 < 7 else {}
            return Reply.json(self.ORDERS[at: at + 3], headers=headers)

        shop.source.handler = handler
        self.assert_run(shop.sync_now(), "success", processed=7)

    def test_a_cursor_that_repeats_ends_the_run_with_an_error(self):
        shop = self.paged("cursor:/next=after", lambda _: Reply.json({"orders": [water(1)], "next": "same"}))
        run = shop.sync_now()
        self.assertEqual(run["status"], "error", run)
        self.assertLess(len(shop.source.asked), 10)
        self.assertIsNone(shop.sync()["cursor"])

    def test_a_fetch_that_breaks_keeps_and_books_the_pages_before(self):
        def handler(asked: Asked) -> Reply:
            page = int(asked.query["page"])
            return Reply.json(self.ORDERS[:3]) if page == 1 else Reply(status=403, body=b"{}")

        shop = self.paged("page:page,size:per_page=3", handler)
        run = shop.sync_now()
        self.assert_run(run, "error", processed=3)
        self.assertTrue(run["message"].startswith(FETCH_FAILED), run["message"])
        self.assertEqual(len(shop.pos_orders()), 3)
        self.assertIsNone(shop.sync()["cursor"])


class Cursor(ShopTest):
    def test_it_moves_after_a_complete_fetch_only(self):
        shop = self.shop([water(1)], options=("--since-param", "since"))
        self.assertIsNone(shop.sync()["cursor"])
        shop.source.script = [Reply.json([water(1)], clock_skew_s=-120)]  # the first position lies well before the last
        run = shop.sync_now()
        self.assertNotIn("since", shop.source.asked[0].query)
        cursor = shop.sync()["cursor"]
        self.assertLessEqual(parse_time(cursor), parse_time(run["started_at"]))

        shop.source.script = [Reply(status=401)]
        shop.sync_now()
        self.assertEqual(shop.sync()["cursor"], cursor)

        shop.source.script = [Reply(body=b"<html>", content_type="text/html")]
        shop.sync_now()
        self.assertEqual(shop.sync()["cursor"], cursor)

        shop.source.script = [Reply.json(json.dumps([water(2), water(3)])[:-9])]
        shop.sync_now()
        self.assertEqual(shop.sync()["cursor"], cursor)
        (since,) = {asked.query["since"] for asked in shop.source.asked[1:]}
        early = (parse_time(cursor) - parse_time(since)).total_seconds()
        self.assertTrue(0 <= early < 1, f"asked since {since}, the cursor is {cursor}")

        shop.sync_now()
        self.assertGreater(parse_time(shop.sync()["cursor"]), parse_time(cursor))

    def test_an_order_that_could_not_be_booked_does_not_hold_it_back(self):
        shop = self.shop([order(1, [item("Latte XL", 5)], 5)], options=("--since-param", "since"))
        shop.sync_now()
        self.assertIsNotNone(shop.sync()["cursor"])

    def test_it_is_ten_minutes_before_the_first_page_was_asked_for(self):
        self.assert_cursor_is(-600, Reply.json([]))

    def test_the_sources_clock_counts(self):
        self.assert_cursor_is(-600 - 7200, Reply.json([], clock_skew_s=-7200))
        self.assert_cursor_is(-600 + 7200, Reply.json([], clock_skew_s=7200))

    def test_the_overlap_is_the_syncs_own(self):
        self.assert_cursor_is(-60, Reply.json([]), "--overlap", "1")

    def assert_cursor_is(self, seconds: float, reply: Reply, *options: str) -> None:
        shop = self.shop(options=("--since-param", "since", *options))
        shop.source.script = [reply]
        run = shop.sync_now()
        ahead = (parse_time(shop.sync()["cursor"]) - parse_time(run["started_at"])).total_seconds()
        self.assertAlmostEqual(ahead, seconds, delta=30)


class Selection(ShopTest):
    def test_orders_before_a_date_are_skipped(self):
        shop = self.shop([water(1, OrderDate="2025-08-01T10:00:00Z"), water(2, OrderDate="2025-08-03T10:00:00Z")],
                         options=("--from", "2025-08-02"))
        self.assert_run(shop.sync_now(), "success", processed=1, skipped=1)
        self.assertEqual(shop.order("1")["state"], "skipped")

    def test_a_filter_chooses(self):
        shop = self.shop([water(1, LocationID=404), water(2, LocationID="404"), water(3, LocationID=5), water(4)],
                         options=("--filter", "/LocationID=404"))
        self.assert_run(shop.sync_now(), "success", processed=2, skipped=2)

    def test_statuses_of_the_sync(self):
        shop = self.shop([burger(1, OrderStatus=7), burger(2, OrderStatus=103), burger(1, OrderStatus=9), burger(3, OrderStatus=106)],
                         options=("--sale-statuses", "7,8", "--refund-statuses", "9"))
        self.assert_run(shop.sync_now(), "success", processed=2, skipped=2)
        self.assertEqual(sorted(row["total"] for row in shop.pos_orders()), ["-92.00", "92.00"])
        self.assertEqual({row["external_id"] for row in shop.orders("--state", "skipped")}, {"2", "3"})


if __name__ == "__main__":
    main()
