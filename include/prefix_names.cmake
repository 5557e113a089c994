# SPDX-License-Identifier: Apache-2.0
# Part of the installation. Names that the libraries share among their own files, and that aren't their interface, get a prefix: a
# program that has a queue_new of its own can be linked with them. Wants `libraries`, their names, `libdir`, `nm` and `objcopy`.
if(IS_ABSOLUTE "${libdir}")
  set(folder "$ENV{DESTDIR}${libdir}")
else()
  set(folder "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${libdir}")
endif()
set(symbols "")
foreach(library IN LISTS libraries)
  execute_process(COMMAND "${nm}" -g --defined-only "${folder}/lib${library}.a" OUTPUT_VARIABLE defined RESULT_VARIABLE failed
    ERROR_QUIET)
  string(APPEND symbols "${defined}")
endforeach()
string(REGEX MATCHALL " [A-Z] [^\n]+" symbols "${symbols}")
list(TRANSFORM symbols REPLACE "^ [A-Z] (scr_internal_)?" "")  # one of the libraries may have been installed before
list(FILTER symbols EXCLUDE REGEX "^(scr_|__)")
list(REMOVE_DUPLICATES symbols)
list(TRANSFORM symbols REPLACE "(.+)" "\\1 scr_internal_\\1\n")
list(JOIN symbols "" renamed)
foreach(library IN LISTS libraries)
  set(archive "${folder}/lib${library}.a")
  file(WRITE "${archive}.names" "${renamed}")
  execute_process(COMMAND "${objcopy}" "--redefine-syms=${archive}.names" "${archive}" RESULT_VARIABLE failed ERROR_QUIET)
  file(REMOVE "${archive}.names")
  if(NOT failed EQUAL 0 OR renamed STREQUAL "")
    message(WARNING "The names that lib${library}.a shares among its files have no prefix: nm or objcopy is missing, or can't "
      "rename in what is optimized at link time.")
  endif()
endforeach()
