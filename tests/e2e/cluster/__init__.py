# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""A whole Kubernetes of one node, in namespaces of its own."""
