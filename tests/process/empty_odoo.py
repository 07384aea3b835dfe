"""A stand-in for an Odoo, where no more is asked than whether it knows an order. Standard library only."""

import http.server
import json
import threading


class EmptyOdoo:
    """An Odoo 17 that knows its user and nothing else, as far as a look for orders asks."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_words):
                pass

            def do_GET(self):
                self.reply({})

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                params = asked.get("params", {})
                self.reply({"jsonrpc": "2.0", "id": asked.get("id"), "result": self.result(params.get("method"), params.get("args", []))})

            def result(self, method, args):
                if method == "version":
                    return {"server_version": "17.0", "server_version_info": [17, 0, 0, "final", 0, ""], "server_serie": "17.0", "protocol_version": 1}
                if method in ("authenticate", "login"):
                    return 2
                return []

            def reply(self, value):
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
