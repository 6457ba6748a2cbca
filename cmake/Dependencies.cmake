# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
#
# Every third-party library davit uses, under the one name that the LIBS of a target say. Installed
# beside davitConfig.cmake, so that a program that uses davit finds the same ones.
#
#   davit::grpc_unsecure          gRPC without TLS, protobuf and Abseil, all static
#   davit::yaml_cpp               yaml-cpp, static
#   davit::fmt                    fmt, static (made in cmake/fmt; include <fmt/core.h> where it will do)
#   davit::spdlog                 spdlog, header-only, over davit::fmt
#   davit::asio                   standalone Asio
#   davit::md                     libmd, static: SHA-1 and SHA-256
#   davit::udev                   libudev, the one shared library besides libc
#   nlohmann_json::nlohmann_json  CLI11::CLI11  tl::expected

if(TARGET davit::asio)
  return()
endif()

# Seen by whoever adds davit as a subdirectory, too.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tl-expected REQUIRED)

add_library(davit::asio INTERFACE IMPORTED GLOBAL)
target_compile_definitions(davit::asio INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED)
target_link_libraries(davit::asio INTERFACE Threads::Threads)

# Not spdlog::spdlog_header_only, which would bring the shared libfmt.
add_library(davit::spdlog INTERFACE IMPORTED GLOBAL)
target_compile_definitions(davit::spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
target_link_libraries(davit::spdlog INTERFACE davit::fmt Threads::Threads)

# Until every room says davit::fmt.
add_library(fmt::fmt-header-only INTERFACE IMPORTED GLOBAL)
target_link_libraries(fmt::fmt-header-only INTERFACE davit::fmt)

find_library(DAVIT_UDEV_LIBRARY udev REQUIRED)
add_library(davit::udev INTERFACE IMPORTED GLOBAL)
target_link_libraries(davit::udev INTERFACE ${DAVIT_UDEV_LIBRARY})

find_library(DAVIT_MD_LIBRARY libmd.a REQUIRED)
add_library(davit::md INTERFACE IMPORTED GLOBAL)
target_link_libraries(davit::md INTERFACE ${DAVIT_MD_LIBRARY})

find_library(DAVIT_YAML_CPP_LIBRARY libyaml-cpp.a REQUIRED)
add_library(davit::yaml_cpp INTERFACE IMPORTED GLOBAL)
target_link_libraries(davit::yaml_cpp INTERFACE ${DAVIT_YAML_CPP_LIBRARY})

# A unix socket needs no TLS, and static archives start faster and weigh less than shared ones. The
# archives refer to each other in circles, hence one group. pkg-config knows which parts of Abseil
# gRPC needs.
if(DAVIT_GRPC)
  pkg_check_modules(DAVIT_GRPC_PC REQUIRED QUIET grpc++_unsecure)
  set(_davit_archives ${DAVIT_GRPC_PC_STATIC_LIBRARIES})
  list(FILTER _davit_archives INCLUDE REGEX "^absl_")
  list(REMOVE_DUPLICATES _davit_archives)
  list(PREPEND _davit_archives grpc++_unsecure grpc_unsecure gpr protobuf)
  list(APPEND _davit_archives upb re2 cares address_sorting z)
  set(_davit_paths "")
  foreach(_davit_archive IN LISTS _davit_archives)
    find_library(DAVIT_ARCHIVE_${_davit_archive} lib${_davit_archive}.a REQUIRED)
    mark_as_advanced(DAVIT_ARCHIVE_${_davit_archive})
    list(APPEND _davit_paths ${DAVIT_ARCHIVE_${_davit_archive}})
  endforeach()
  list(JOIN _davit_paths "," _davit_group)
  add_library(davit::grpc_unsecure INTERFACE IMPORTED GLOBAL)
  target_link_libraries(davit::grpc_unsecure INTERFACE
    "$<LINK_GROUP:RESCAN,${_davit_group}>" Threads::Threads ${CMAKE_DL_LIBS} rt)
endif()
