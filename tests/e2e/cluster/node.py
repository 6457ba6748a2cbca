# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""The node as the API server shows it: what it offers, and since when that is true."""

import calendar
import time

from cluster.api import ApiError
from cluster.kubelet import NODE_NAME
from cluster.wait import wait_for


class Node:
    def __init__(self, api):
        self._api = api

    def read(self):
        """The Node object, or an empty one before the kubelet has made it."""
        try:
            return self._api.get(f"/api/v1/nodes/{NODE_NAME}")
        except ApiError as problem:
            if problem.status == 404:
                return {}
            raise

    def ready(self):
        return _condition(self.read(), "Ready").get("status") == "True"

    def capacity(self, resource):
        return _count(self.read(), "capacity", resource)

    def allocatable(self, resource):
        return _count(self.read(), "allocatable", resource)

    def wait_for_allocatable(self, resource, count, seconds):
        """Waits until the node says so; returns the time.monotonic() at which it was seen."""
        wait_for(
            lambda: f"allocatable {resource}: {count} (it is {self.allocatable(resource)})",
            lambda: self.allocatable(resource) == count,
            seconds,
        )
        return time.monotonic()

    def last_report(self):
        """When the kubelet last reported, in whole seconds of its own clock."""
        return _heartbeat(self.read())

    def wait_for_allocatable_after(self, report, resource, count, seconds):
        """As wait_for_allocatable, but only reports later than report count: not those of a kubelet
        that has ended since."""

        def said_again():
            node = self.read()
            return _heartbeat(node) > report and _count(node, "allocatable", resource) == count

        wait_for(
            lambda: f"a new report of {resource}: {count} (it is {self.allocatable(resource)})",
            said_again,
            seconds,
        )
        return time.monotonic()

    def expect_allocatable_through(self, resource, count, reports, seconds=20):
        """Waits for so many further status reports of the kubelet, and each must say count."""
        seen = {_heartbeat(self.read())}

        def enough():
            node = self.read()
            found = _count(node, "allocatable", resource)
            assert found == count, f"allocatable {resource} is {found}, should stay {count}"
            seen.add(_heartbeat(node))
            return len(seen) > reports

        wait_for(f"{reports} reports of the kubelet", enough, seconds)

    def wait_until_settled_at(self, resource, count, reports, seconds):
        """Waits until so many reports in a row say count: the time.monotonic() of the first."""
        settled, seen = time.monotonic(), set()

        def enough():
            nonlocal settled
            node = self.read()
            if _count(node, "allocatable", resource) != count:
                settled = None
                seen.clear()
                return False
            settled = settled or time.monotonic()
            seen.add(_heartbeat(node))
            return len(seen) >= reports

        wait_for(
            lambda: f"{resource} settles at {count} (it is {self.allocatable(resource)})",
            enough,
            seconds,
        )
        return settled


def _count(node, field, resource):
    """0 where the node does not name the resource: to a pod that is the same."""
    return int(node.get("status", {}).get(field, {}).get(resource, "0"))


def _condition(node, kind):
    for condition in node.get("status", {}).get("conditions", []):
        if condition["type"] == kind:
            return condition
    return {}


def _heartbeat(node):
    """When the kubelet last reported, in whole seconds."""
    text = _condition(node, "Ready").get("lastHeartbeatTime", "1970-01-01T00:00:00Z")
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
