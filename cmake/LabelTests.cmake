# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
#
# Read by ctest after the cases of one test program are known (davit_tests, davit_labels): gives
# them the program's labels, and those that a case's name asks for:
#   ...Reg001...   the conformance rule, REG-001 (also Rst, Law, Alc, Trn)
#   ...AsRoot...   root

foreach(test IN LISTS davit_tests)
  set(labels ${davit_labels})
  string(REGEX MATCHALL "(Reg|Rst|Law|Alc|Trn)[0-9][0-9][0-9]" rules "${test}")
  foreach(rule IN LISTS rules)
    string(SUBSTRING "${rule}" 0 3 area)
    string(SUBSTRING "${rule}" 3 3 number)
    string(TOUPPER "${area}" area)
    list(APPEND labels ${area}-${number})
  endforeach()
  if(test MATCHES "AsRoot")
    list(APPEND labels root)
  endif()
  set_tests_properties("${test}" PROPERTIES LABELS "${labels}")
endforeach()
