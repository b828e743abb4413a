# SPDX-License-Identifier: Apache-2.0
# One switch for the whole build, tests and tools included.
if(DATAWORKS_SANITIZE)
  add_compile_options(-fsanitize=${DATAWORKS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DATAWORKS_SANITIZE})
endif()
