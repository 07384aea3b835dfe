"""A client of the REST API, and the document that describes it as the service gives it."""

import http.client
import json
import urllib.parse

import yaml

METHODS = ("get", "post", "put", "patch", "delete")


class Answered:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        try:
            self.json = json.loads(body) if body else None
        except ValueError:
            self.json = None

    def __str__(self):
        return f"{self.status} {self.body[:600]!r}"


class Api:
    def __init__(self, url):
        self.host = urllib.parse.urlsplit(url).netloc

    def call(self, method, target, body=None, token=None, headers=None, raw=None):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        send = dict(headers or {})
        if token:
            send["Authorization"] = "Bearer " + token
        data = raw
        if raw is None and body is not None:
            data = json.dumps(body).encode()
            send.setdefault("Content-Type", "application/json")
        connection.request(method, target, data, send)
        response = connection.getresponse()
        answered = Answered(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        connection.close()
        return answered

    def stream(self, target, token):
        """The connection and the answer of a stream that does not end; the caller closes the connection."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request("GET", target, headers={"Authorization": "Bearer " + token})
        return connection, connection.getresponse()

    def first_bytes(self, target, token, count=20):
        """The beginning of a stream that does not end."""
        connection, response = self.stream(target, token)
        head = response.read(count)
        answered = Answered(response.status, {k.lower(): v for k, v in response.getheaders()}, head)
        connection.close()
        return answered


def quoted(text):
    return urllib.parse.quote(str(text), safe="")


class Operation:
    """One operation of the document, with what its path has for all of them."""

    def __init__(self, document, path, method, node, shared):
        self.id, self.method, self.path, self.node = node["operationId"], method.upper(), path, node
        self.needs = node["x-needs"]
        self.parameters = [resolved(document, each) for each in shared + node.get("parameters", [])]
        self.responses = node["responses"]
        content = node.get("requestBody", {}).get("content", {})
        self.takes_json = "application/json" in content
        self.body = resolved(document, content.get("application/json", {}).get("schema", {}))

    def parameter(self, name):
        return next((each for each in self.parameters if each["name"] == name), None)

    def target(self, **values):
        path = self.path
        for name, value in values.items():
            path = path.replace("{" + name + "}", quoted(value))
        return path

    def errors(self):
        return errors_of(self.responses)


def errors_of(responses):
    """(status, code) of each error that is documented."""
    return {(int(status), code.strip()) for status, answer in responses.items() if int(status) >= 400
            for code in answer.get("description", "").split(",")}


def resolved(document, node):
    if "$ref" not in node:
        return node
    found = document
    for part in node["$ref"].split("/")[1:]:
        found = found[part]
    return found


class Document:
    def __init__(self, api):
        self.whole = yaml.safe_load(api.call("GET", "/api/v1/openapi.yaml").body)
        self.operations = {}
        for path, methods in self.whole["paths"].items():
            for method in METHODS:
                if method in methods:
                    operation = Operation(self.whole, path, method, methods[method], methods.get("parameters", []))
                    self.operations[operation.id] = operation

    def schema(self, node):
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **node, "components": self.whole["components"]}
