# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Waiting for a condition, with a deadline and a text that says what never came."""

import time


class Timeout(AssertionError):
    """What was waited for did not come; counts as a failed case."""


def wait_for(what, check, seconds, every=0.05):
    """Calls check until it returns something true and returns that; Timeout after so many seconds.

    what is a text, or a function that gives one when the wait has failed (to say what was there
    instead).
    """
    deadline = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > deadline:
            text = what() if callable(what) else what
            raise Timeout(f"not within {seconds:g} s: {text}")
        time.sleep(every)
