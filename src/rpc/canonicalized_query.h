// The canonicalized query, and the string to sign made of it: the query encoded once more. Both are written in one pass
// over the parameters, because every byte of a request goes through here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dataworks {

/// One parameter as it goes into the query.
struct QueryParameter {
  std::string_view name;
  std::string_view value;
};

struct CanonicalizedQuery {
  std::string query;         ///< `name=value&name=value…`, percent-encoded, in byte order of the names.
  std::string stringToSign;  ///< `POST&%2F&` and the query, encoded again.
};

/// Sorts `parameters` on the way.
[[nodiscard]] CanonicalizedQuery canonicalize(std::string_view httpMethod, std::vector<QueryParameter>& parameters);

}  // namespace dataworks
