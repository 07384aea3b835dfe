#!/usr/bin/env python3
"""Where settings come from, what `config check` says of them and of the machine, and that nothing misspelt is passed over."""

import os
from typing import Any

from harness import Service, Shop, ShopTest, free_port, main
from receivers import certificate


class Config(ShopTest):
    def check(self, shop: Shop, *options: str, env: Any = None, status: int = 0) -> dict:
        answer = shop.ordersync("config", "check", *options, env=env)
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.json["healthy"], status == 0)
        return {"values": {row["name"]: row["value"] for row in answer.json["settings"]},
                "from": {row["name"]: (row["from"], row["line"]) for row in answer.json["settings"]},
                "findings": {row["code"]: row for row in answer.json["findings"]}}

    def test_flags_count_before_the_environment_before_the_file(self):
        shop = self.shop([], with_sync=False)
        port = free_port()
        file = shop.write("o.conf", f"[serve]\nlisten = 127.0.0.1:{port}\nbehind_proxy = true\n[log]\nfiles = 9\n")
        said = self.check(shop, "--config", file)
        self.assertEqual(said["from"]["serve.listen"], ("file", 2))
        self.assertEqual(said["from"]["data"], ("environment", None))
        self.assertEqual(said["from"]["log.file_mib"], ("default", None))
        self.assertEqual((said["values"]["log.files"], said["from"]["log.files"]), ("9", ("file", 5)))
        said = self.check(shop, env={"ORDERSYNC_CONFIG": file, "ORDERSYNC_LISTEN": "127.0.0.1:0"})
        self.assertEqual((said["values"]["serve.listen"], said["from"]["serve.listen"][0]), ("127.0.0.1:0", "environment"))
        said = self.check(shop, "--listen", "[::1]:0", "--data", str(shop.data), env={"ORDERSYNC_CONFIG": file, "ORDERSYNC_LISTEN": ":0"})
        self.assertEqual((said["values"]["serve.listen"], said["from"]["serve.listen"][0]), ("[::1]:0", "option"))
        self.assertEqual(said["from"]["data"][0], "option")

    def test_serve_and_the_log_go_by_the_file(self):
        shop = self.shop([], with_sync=False)
        logs = shop.folder / "logs"
        logs.mkdir()
        port = free_port()
        file = shop.write("o.conf", f'data = "{shop.data}"\n[serve]\nlisten = 127.0.0.1:{port}\n[log]\nfolder = {logs}\n')
        service = Service(shop, shop.start("serve", "--json", env={"ORDERSYNC_CONFIG": file, "ORDERSYNC_DATA": ""}))
        self.assertEqual(service.url, f"http://127.0.0.1:{port}")
        self.assertEqual(service.stop().status, 0)
        self.assertIn("serving", (logs / "external-order-sync.log").read_text())

    def test_nothing_is_done_by_half(self):
        shop = self.shop([], with_sync=False)
        file = shop.write("o.conf", "[serve]\nlisen = :1\n[retention]\npayload_days = soon\n[smtp]\npassword = hunter2\n")
        for command in (("sync", "list"), ("serve",), ("backup", str(shop.folder / "x.db"))):
            message = self.assert_fails(shop, 2, "unknown_setting", *command, env={"ORDERSYNC_CONFIG": file})
            self.assertIn("line 2", message)
            self.assertIn("serve.listen", message)
        found = self.check(shop, env={"ORDERSYNC_CONFIG": file}, status=1)["findings"]
        self.assertEqual({code: row["line"] for code, row in found.items()},
                         {"unknown_setting": 2, "bad_setting_value": 4, "secret_in_config": 6})
        self.assertNotIn("hunter2", str(found))
        self.assert_fails(shop, 2, "config_unreadable", "sync", "list", env={"ORDERSYNC_CONFIG": str(shop.folder / "none.conf")})
        shop.ask("sync", "list")
        self.assertEqual(shop.finish(shop.start("--help", env={"ORDERSYNC_CONFIG": file})).status, 0)

    def test_a_password_that_should_have_been_escaped_is_not_shown_by_a_failure_either(self):
        shop = self.shop(with_sync=False)
        for address in ("postgresql://shop:hun/ter2@127.0.0.1:1/o", "postgresql://shop:hun@ter2@127.0.0.1:1/o", "postgresql://shop:hun%zter2@127.0.0.1:1/o"):
            answer = shop.ordersync("--store", address, "sync", "list")
            self.assertNotEqual(answer.status, 0)
            for part in ("hun", "ter2"):
                self.assertNotIn(part, answer.stdout + answer.stderr)

    def test_the_password_of_the_store_is_never_shown(self):
        shop = self.shop([], with_sync=False)
        for address in ("postgresql://shop:hunter2@db.example/o", "postgresql://shop@db.example/o?connect_timeout=3&password=hunter2"):
            file = shop.write("o.conf", f"store = {address}\n")
            shown = address.replace("hunter2", "***")
            for arguments, env in ((("--store", address), {}), ((), {"ORDERSYNC_STORE": address}), (("--config", file), {"ORDERSYNC_STORE": ""})):
                answer = shop.ordersync("config", "check", "--listen", ":0", *arguments, env=env)
                self.assertIn(shown, [row["value"] for row in answer.json["settings"]], answer)
                table = shop.finish(shop.start("config", "check", "--listen", ":0", *arguments, env=env))
                self.assertIn(shown, table.stdout)
                self.assertNotIn("hunter2", str((answer, table)))

    def test_folders_key_and_address(self):
        shop = self.shop([], with_sync=False)
        shop.ask("sync", "list")
        found = self.check(shop, "--listen", ":0")["findings"]
        self.assertEqual({code for code, row in found.items() if row["health"] == "good"}, {"folder_good", "key_file_good", "address_free"})
        os.chmod(shop.data, 0o755)
        self.assertEqual(self.check(shop, "--listen", ":0")["findings"]["folder_open_to_others"]["health"], "warning")
        os.chmod(shop.data / "ordersync.key", 0o644)
        self.assertIn("chmod 600", self.check(shop, "--listen", ":0", status=1)["findings"]["key_file_permissions"]["fix"])
        os.chmod(shop.data / "ordersync.key", 0o600)
        self.assertIn("address_in_use", self.check(shop, "--listen", f":{shop.source.port}", status=1)["findings"])
        self.assertIn("address_open", self.check(shop, "--listen", "0.0.0.0:0", status=1)["findings"])
        service = shop.serve()
        self.assertIn("address_served", self.check(shop, "--listen", service.url.removeprefix("http://"))["findings"])
        self.assertIn("folder_absent", self.check(shop, "--listen", ":0", "--data", str(shop.folder / "new" / "data"))["findings"])
        self.assertFalse((shop.folder / "new").exists(), "a look makes nothing")

    def test_tls_files(self):
        shop = self.shop([], with_sync=False)
        good, soon = certificate(shop.folder, 365, "shop.example"), certificate(shop.folder, 5, "soon")

        def health(cert: str, key: str, status: int) -> dict:
            return self.check(shop, "--listen", ":0", "--tls-cert", cert, "--tls-key", key, status=status)["findings"]

        self.assertIn("shop.example", health(*good, 0)["certificate_good"]["text"])
        self.assertEqual(health(*soon, 0)["certificate_expires_soon"]["health"], "warning")
        self.assertIn("tls_files_unusable", health(good[0], soon[1], 1))
        self.assertIn("tls_files_unusable", health(str(shop.folder / "none.crt"), good[1], 1))


if __name__ == "__main__":
    main()
