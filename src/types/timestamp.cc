#include <utility>

#include "dataworks/manual_dag.h"
#include "wire/timestamp.h"

namespace dataworks {

using namespace detail;

Timestamp Timestamp::parse(std::string text) {
  const auto time = wire::parseTime(text);
  return {std::move(text), time};
}

}  // namespace dataworks
