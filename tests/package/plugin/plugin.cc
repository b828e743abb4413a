// SPDX-License-Identifier: Apache-2.0
// A plugin that links the library in: its host must see nothing of that. Its own code is compiled with default
// visibility.
#include <dataworks/client.h>

extern "C" int pluginEntry() {
  return dataworks::DataWorksClient::create({.regionId = "cn-shanghai"}).has_value() ? 0 : 1;
}
