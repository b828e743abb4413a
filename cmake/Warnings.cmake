# Warnings for our own code; never forced on who includes us.
add_library(dataworks_warnings INTERFACE)
target_compile_options(dataworks_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${DATAWORKS_WERROR}>:-Werror>)
