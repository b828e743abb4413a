// SPDX-License-Identifier: Apache-2.0
// The canonicalized query, and the string to sign made from it: the query encoded once more. Both are written in one
// pass over the parameters, because every byte of a request goes through here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dataworks::detail {

/// Both point into the writer's memory and are valid until it writes again.
struct CanonicalizedQuery {
  std::string_view query;         ///< `name=value&name=value…`, percent-encoded, in byte order of the names.
  std::string_view stringToSign;  ///< `POST&%2F&` and the query, encoded again.
};

/// Keeps its memory: getting and freeing blocks for the worst case costs more than all the writing.
class QueryWriter {
 public:
  /// Forgets what was added to a query that was never written.
  void begin() noexcept;

  /// Adds a parameter. Both texts must live until the query is written.
  void add(std::string_view name, std::string_view value);
  /// The same of one in which nothing needs encoding: name and value are of unreserved characters.
  void addPlain(std::string_view name, std::string_view value);

  /// Writes what was added since `begin`, sorted.
  [[nodiscard]] CanonicalizedQuery write(std::string_view httpMethod);

 private:
  struct Parameter {
    std::string_view name;
    std::string_view value;
    bool plain = false;
  };

  std::vector<Parameter> parameters_;
  std::size_t bytes_ = 0;  // of their texts, and of a separator behind each
  std::string query_;
  std::string toSign_;
};

}  // namespace dataworks::detail
