# SPDX-License-Identifier: Apache-2.0
# The four packages that the libraries are built from. A parent project may bring its own.
find_package(Threads REQUIRED)
find_package(CURL 7.68 REQUIRED)
find_package(OpenSSL 1.1.1 REQUIRED)
if(NOT TARGET nlohmann_json::nlohmann_json)
  find_package(nlohmann_json 3.7 REQUIRED)
endif()
if(NOT TARGET pugixml::pugixml)
  find_package(pugixml REQUIRED)
endif()
