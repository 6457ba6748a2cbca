# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""What must be true on a real node. One test is one promise, and its name says which."""
