# SPDX-License-Identifier: Apache-2.0
# Precompiled headers, for the builds that compile everything from nothing: they halve the time of `./dev test`. Off elsewhere, so that every
# file is also seen to include what it uses.
option(DATAWORKS_PCH "Precompile the headers that most files include" OFF)

function(dataworks_precompile target)
  if(DATAWORKS_PCH)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()
