# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
#
# DAVIT_SANITIZE applied to all of our code, generated code included.

if(DAVIT_SANITIZE)
  add_compile_options(-fsanitize=${DAVIT_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DAVIT_SANITIZE})
  if(DAVIT_SANITIZE MATCHES thread)
    # ThreadSanitizer does not know fences; Asio's queues are also under mutexes, which it does know.
    add_compile_definitions(ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()
