# SPDX-License-Identifier: Apache-2.0
# Names that the installed libraries share among their own files, and that aren't their interface, get a prefix: a program that has
# a queue_new of its own can be linked with them. -D NM= -D OBJCOPY= -D ARCHIVES=A,B
string(REPLACE "," ";" archives "${ARCHIVES}")
execute_process(COMMAND ${NM} -g --defined-only ${archives} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL " [A-Z] [A-Za-z0-9_]+" symbols "${symbols}")
list(TRANSFORM symbols REPLACE "^ [A-Z] " "")
list(FILTER symbols EXCLUDE REGEX "^scr_")
list(REMOVE_DUPLICATES symbols)
list(TRANSFORM symbols REPLACE "(.+)" "\\1 scr_internal_\\1\n")
list(JOIN symbols "" renamed)
foreach(archive IN LISTS archives)
  file(WRITE ${archive}.names "${renamed}")
  execute_process(COMMAND ${OBJCOPY} --redefine-syms=${archive}.names ${archive} COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE ${archive}.names)
endforeach()
