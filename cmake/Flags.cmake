# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
#
# davit_build_flags: how our own code is compiled. Linked PRIVATE, so that none of it reaches those
# who use the libraries.

add_library(davit_build_flags INTERFACE)
target_include_directories(davit_build_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(davit_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-missing-field-initializers>
  $<$<BOOL:${DAVIT_WERROR}>:-Werror>
  -fvisibility=hidden -fvisibility-inlines-hidden
  -ffunction-sections -fdata-sections
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
target_link_options(davit_build_flags INTERFACE -Wl,--gc-sections)

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(DAVIT_CCACHE ccache)
  if(DAVIT_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${DAVIT_CCACHE})
  endif()
endif()
