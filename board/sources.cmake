# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.25)  # of the rules by which this file is read
# Writes OUTPUT, a header with a hash of SOURCES (names in ROOT, with commas between), which is what the verifier is built from. It is
# written only where it changes.
string(REPLACE "," ";" names "${SOURCES}")
list(SORT names)
set(all "")
foreach(name IN LISTS names)
  file(SHA256 "${ROOT}/${name}" hash)
  string(APPEND all "${hash} ${name}\n")
endforeach()
string(SHA256 hash "${all}")
string(SUBSTRING "${hash}" 0 16 hash)
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT "#define SCRUTINEER_SOURCES \"@hash@\"\n" @ONLY)
