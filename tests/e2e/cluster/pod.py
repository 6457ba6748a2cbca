# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Pods with one busybox container that runs a shell script."""

import json

from cluster import images
from cluster.api import ApiError
from cluster.wait import wait_for

PODS = "/api/v1/namespaces/default/pods"

# busybox is process 1 in its container and has to be told to end on TERM.
STAY = "trap 'exit 0' TERM; sleep 100000 & wait"


class Pod:
    """Made in the constructor. What the script writes to /dev/termination-log is its message()."""

    def __init__(self, api, name, script, limits):
        self._api = api
        self.name = name
        api.post(PODS, {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name},
            "spec": {
                "restartPolicy": "Never",
                "dnsPolicy": "Default",
                "automountServiceAccountToken": False,
                "enableServiceLinks": False,
                "terminationGracePeriodSeconds": 5,
                "containers": [{
                    "name": "main",
                    "image": images.BUSYBOX,
                    "imagePullPolicy": "Never",
                    "command": ["/bin/sh", "-c", script],
                    "resources": {"limits": {key: str(value) for key, value in limits.items()}},
                }],
            },
        })

    def read(self):
        return self._api.get(f"{PODS}/{self.name}")

    def wait_until_succeeded(self, seconds=30):
        """Returns the script's message. A pod that failed ends the wait at once."""
        self._wait_for_phase("Succeeded", seconds)
        return self.message()

    def wait_until_running(self, seconds=30):
        self._wait_for_phase("Running", seconds)

    def wait_until_unschedulable(self, seconds=30):
        """Returns what the scheduler says."""

        def refusal():
            for condition in self.read()["status"].get("conditions", []):
                if condition["type"] == "PodScheduled" and condition["status"] == "False":
                    return condition.get("message")
            return None

        return wait_for(f"the scheduler refuses {self.name}", refusal, seconds)

    def phase(self):
        return self.read()["status"].get("phase")

    def message(self):
        return self._container().get("state", {}).get("terminated", {}).get("message", "").strip()

    def identity(self):
        """What would differ if the container had been touched."""
        container = self._container()
        return (container["containerID"], container["restartCount"], container["state"])

    def delete(self, seconds=30):
        """Returns when the pod is gone and its devices are free again."""
        self._delete({})

        def gone():
            try:
                phase = self.phase()
            except ApiError as problem:
                return problem.status == 404
            # Kubelet 1.20 keeps the object as long as the sandbox: up to a minute for nothing.
            if phase in ("Failed", "Succeeded"):
                self._delete({"gracePeriodSeconds": 0})
            return False

        wait_for(f"pod {self.name} is gone", gone, seconds)

    def _delete(self, options):
        try:
            self._api.delete(f"{PODS}/{self.name}", options)
        except ApiError as problem:
            if problem.status != 404:
                raise

    def _container(self):
        statuses = self.read()["status"].get("containerStatuses") or [{}]
        return statuses[0]

    def _wait_for_phase(self, wanted, seconds):
        def reached():
            phase = self.phase()
            if phase in ("Failed", "Succeeded") and phase != wanted:
                raise AssertionError(f"pod {self.name} is {phase}: {self._story()}")
            return phase == wanted

        wait_for(lambda: f"pod {self.name} {wanted}: {self._story()}", reached, seconds)

    def _story(self):
        """Its status in one line, and the last events about it."""
        status = self.read()["status"]
        kept = {key: status[key] for key in ("phase", "reason", "message") if key in status}
        kept["containers"] = [entry["state"] for entry in status.get("containerStatuses", [])]
        events = self._api.get(
            f"/api/v1/namespaces/default/events?fieldSelector=involvedObject.name={self.name}"
        )
        kept["events"] = [event["message"] for event in events["items"][-4:]]
        return json.dumps(kept)
