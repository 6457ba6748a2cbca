# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
#
# Makes find_package(davit) work on an installed tree. Which libraries are part of it is said by
# EXPORT in their davit_library(); tests/consumer uses the result.
include(CMakePackageConfigHelpers)

set(DAVIT_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/davit)
install(EXPORT davitTargets NAMESPACE davit:: DESTINATION ${DAVIT_CMAKE_DIR})
configure_package_config_file(cmake/davitConfig.cmake.in davitConfig.cmake
  INSTALL_DESTINATION ${DAVIT_CMAKE_DIR} NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(davitConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/davitConfig.cmake ${PROJECT_BINARY_DIR}/davitConfigVersion.cmake
        DESTINATION ${DAVIT_CMAKE_DIR})
install(FILES cmake/Dependencies.cmake DESTINATION ${DAVIT_CMAKE_DIR} RENAME davitDependencies.cmake)
