# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""A small client of the API server: JSON over one kept connection."""

import http.client
import json
import ssl


class ApiError(Exception):
    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class Api:
    """For one thread. Every call raises ApiError, or OSError when the server cannot be reached."""

    def __init__(self, host, port, token):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # A server of our own, in our own network namespace.
        self._connection = http.client.HTTPSConnection(host, port, timeout=10, context=context)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def get(self, path):
        return self._call("GET", path)

    def post(self, path, body):
        return self._call("POST", path, body)

    def delete(self, path, body=None):
        return self._call("DELETE", path, body)

    def ready(self):
        try:
            self._call("GET", "/readyz")
        except (OSError, http.client.HTTPException, ApiError):
            return False
        return True

    def _call(self, method, path, body=None):
        payload = None if body is None else json.dumps(body)
        try:
            self._connection.request(method, path, payload, self._headers)
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self._connection.close()  # The next call connects anew.
            raise
        if answer.status >= 300:
            raise ApiError(answer.status, _message(text))
        return json.loads(text) if text.startswith("{") else text


def _message(text):
    try:
        return json.loads(text)["message"]
    except (ValueError, KeyError, TypeError):
        return text
