# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
#
# One function for each kind of target, so that all targets have one shape. Sources are listed by
# hand. A room's CMakeLists.txt looks like this:
#
#   davit_library(
#     NAME kubelet_grpc                    # path below src/ with _ for /: src/kubelet/grpc
#     PUBLIC_HEADERS davit/kubelet.h       # the files of include/ that belong to this room
#     SRCS
#       registrar.cc registrar.h           # headers that stay inside are listed too
#     TESTS
#       registrar_test.cc
#     DEPS kubelet protos                  # rooms whose headers it includes (tools/check_layering.py)
#     TEST_DEPS testing emulator           # rooms that only its tests include
#     LIBS davit::grpc_unsecure            # third-party libraries used in its .cc files
#     PUBLIC_LIBS tl::expected             # third-party libraries that its headers include
#     EXPORT)                              # installed for users of davit
#
# It makes the static library davit_kubelet_grpc, used only as davit::kubelet_grpc, and the test
# program kubelet_grpc_test, whose cases ctest knows as kubelet_grpc.<Suite>.<Case>, label `unit`
# (and more by name: cmake/LabelTests.cmake). Tests run in the room's folder, so `testdata/x` is
# found. Names for LIBS are at the top of cmake/Dependencies.cmake. Includes are written from the
# root ("src/alloc/packed.h") or from include/ ("davit/device.h").
#
#   davit_app(NAME davitd SRCS serve.cc serve.h TESTS serve_test.cc DEPS daemon LIBS CLI11::CLI11)
#     A program made of main.cc and SRCS, in <build>/bin.
#   davit_test(NAME integration SRCS a_test.cc b_test.cc DEPS daemon emulator LABELS integration)
#     A test program outside a room; label `unit` unless LABELS says otherwise; TIMEOUT seconds a case.
#   davit_bench(NAME alloc SRCS alloc_bench.cc DEPS alloc)
#     A Google Benchmark program, <build>/bin/alloc_bench, built by the target `bench`, never run by ctest.
#     With PROGRAM after the name it is a program with a main of its own, <build>/bin/alloc.
#   davit_proto(NAME protos PROTOS deviceplugin/v1beta1/api.proto ...)
#     Generated messages and gRPC stubs, included as "deviceplugin/v1beta1/api.grpc.pb.h".

function(_davit_deps out)
  list(TRANSFORM ARGN PREPEND davit::)
  set(${out} ${ARGN} PARENT_SCOPE)
endfunction()

function(_davit_reject_unknown function)
  if(A_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${function}(${A_NAME}): what is '${A_UNPARSED_ARGUMENTS}'?")
  endif()
endfunction()

function(davit_library)
  cmake_parse_arguments(PARSE_ARGV 0 A "EXPORT" "NAME"
    "PUBLIC_HEADERS;SRCS;TESTS;DEPS;TEST_DEPS;LIBS;TEST_LIBS;PUBLIC_LIBS")
  _davit_reject_unknown(davit_library)
  set(target davit_${A_NAME})
  _davit_deps(deps ${A_DEPS})

  set(sources ${A_SRCS})
  list(FILTER sources INCLUDE REGEX "\\.cc$")
  if(sources)
    add_library(${target} STATIC ${A_SRCS})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:davit_build_flags> ${A_LIBS})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(davit::${A_NAME} ALIAS ${target})
  target_link_libraries(${target} ${scope} ${deps} ${A_PUBLIC_LIBS})
  target_compile_features(${target} ${scope} cxx_std_20)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${A_NAME} VERIFY_INTERFACE_HEADER_SETS ON)

  list(TRANSFORM A_PUBLIC_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/)
  target_sources(${target} ${scope} FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${A_PUBLIC_HEADERS})
  if(A_EXPORT AND DAVIT_INSTALL)
    install(TARGETS ${target} EXPORT davitTargets FILE_SET HEADERS)
  endif()

  if(A_TESTS AND DAVIT_TESTS)
    davit_test(NAME ${A_NAME} SRCS ${A_TESTS} DEPS ${A_NAME} ${A_TEST_DEPS}
               LIBS ${A_LIBS} ${A_TEST_LIBS})
  endif()
endfunction()

function(davit_app)
  cmake_parse_arguments(PARSE_ARGV 0 A "" "NAME" "SRCS;TESTS;DEPS;TEST_DEPS;LIBS")
  _davit_reject_unknown(davit_app)
  _davit_deps(deps ${A_DEPS})
  set(parts davit_build_flags ${deps} ${A_LIBS})
  string(REPLACE "-" "_" id ${A_NAME})

  if(A_SRCS)
    add_library(davit_app_${id} STATIC ${A_SRCS})
    add_library(davit::app_${id} ALIAS davit_app_${id})
    target_link_libraries(davit_app_${id} PUBLIC ${deps} PRIVATE davit_build_flags ${A_LIBS})
    list(PREPEND parts davit::app_${id})
  endif()
  add_executable(${A_NAME} main.cc)
  target_link_libraries(${A_NAME} PRIVATE ${parts})
  set_target_properties(${A_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  if(DAVIT_STATIC_LIBSTDCXX)
    target_link_options(${A_NAME} PRIVATE -static-libstdc++ -static-libgcc)
  endif()
  if(DAVIT_INSTALL)
    install(TARGETS ${A_NAME} RUNTIME)
  endif()
  if(A_TESTS AND DAVIT_TESTS)
    davit_test(NAME ${id}_app SRCS ${A_TESTS} DEPS app_${id} ${A_TEST_DEPS} LIBS ${A_LIBS})
  endif()
endfunction()

function(davit_test)
  cmake_parse_arguments(PARSE_ARGV 0 A "" "NAME;TIMEOUT" "SRCS;DEPS;LIBS;LABELS")
  _davit_reject_unknown(davit_test)
  if(NOT DAVIT_TESTS)
    return()
  endif()
  if(NOT A_LABELS)
    set(A_LABELS unit)
  endif()
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 60)
  endif()
  _davit_deps(deps ${A_DEPS})
  set(target ${A_NAME}_test)
  add_executable(${target} ${A_SRCS})
  target_link_libraries(${target} PRIVATE davit_build_flags ${deps} ${A_LIBS} GTest::gmock_main)

  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 30 NO_PRETTY_VALUES
    TEST_PREFIX ${A_NAME}. WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    PROPERTIES TIMEOUT ${A_TIMEOUT})
  set(labels ${CMAKE_CURRENT_BINARY_DIR}/${target}_labels.cmake)
  file(WRITE ${labels}
    "set(davit_tests \${${target}_TESTS})\nset(davit_labels ${A_LABELS})\n"
    "include(\"${PROJECT_SOURCE_DIR}/cmake/LabelTests.cmake\")\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels})
endfunction()

function(davit_bench)
  cmake_parse_arguments(PARSE_ARGV 0 A "PROGRAM" "NAME" "SRCS;DEPS;LIBS")
  _davit_reject_unknown(davit_bench)
  _davit_deps(deps ${A_DEPS})
  if(A_PROGRAM)
    set(target ${A_NAME})
    if(DAVIT_STATIC_LIBSTDCXX)
      list(APPEND A_LIBS -static-libstdc++ -static-libgcc)
    endif()
  else()
    find_package(benchmark REQUIRED)
    set(target ${A_NAME}_bench)
    list(APPEND A_LIBS benchmark::benchmark_main)
  endif()
  add_executable(${target} EXCLUDE_FROM_ALL ${A_SRCS})
  target_link_libraries(${target} PRIVATE davit_build_flags ${deps} ${A_LIBS})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  if(NOT TARGET bench)
    add_custom_target(bench)
  endif()
  add_dependencies(bench ${target})
endfunction()

# Generated from the folder api/, so that two files called api.proto have two descriptor names.
function(davit_proto)
  cmake_parse_arguments(PARSE_ARGV 0 A "EXPORT" "NAME" "PROTOS")
  _davit_reject_unknown(davit_proto)
  find_program(DAVIT_PROTOC protoc REQUIRED)
  find_program(DAVIT_GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/generated)
  file(MAKE_DIRECTORY ${out})
  set(generated "")
  foreach(proto IN LISTS A_PROTOS)
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(files ${out}/${stem}.pb.cc ${out}/${stem}.pb.h ${out}/${stem}.grpc.pb.cc
              ${out}/${stem}.grpc.pb.h)
    add_custom_command(
      OUTPUT ${files}
      COMMAND ${DAVIT_PROTOC} -I ${CMAKE_CURRENT_SOURCE_DIR} --cpp_out=${out} --grpc_out=${out}
              --plugin=protoc-gen-grpc=${DAVIT_GRPC_CPP_PLUGIN} ${proto}
      WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
      DEPENDS ${proto}
      COMMENT "Generating ${stem}")
    list(APPEND generated ${files})
  endforeach()
  add_custom_target(davit_${A_NAME}_headers DEPENDS ${generated})
  add_library(davit_${A_NAME} STATIC ${generated})
  add_library(davit::${A_NAME} ALIAS davit_${A_NAME})
  target_include_directories(davit_${A_NAME} SYSTEM PUBLIC $<BUILD_INTERFACE:${out}>)
  target_compile_options(davit_${A_NAME} PRIVATE -w -ffunction-sections -fdata-sections)
  target_link_libraries(davit_${A_NAME} PUBLIC davit::grpc_unsecure)
  set_target_properties(davit_${A_NAME} PROPERTIES EXPORT_NAME ${A_NAME} CXX_CLANG_TIDY "")
  if(A_EXPORT AND DAVIT_INSTALL)
    install(TARGETS davit_${A_NAME} EXPORT davitTargets)
  endif()
endfunction()
