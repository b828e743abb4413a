// SPDX-License-Identifier: Apache-2.0
// The parameters of operations. Each function throws a `Rejection` where a parameter is missing or malformed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api.h"
#include "dataworks/manual_dag.h"

namespace dataworks::emulator {

[[nodiscard]] Rejection invalid(const std::string& parameter, const std::string& expected);

[[nodiscard]] const std::string& required(const ApiRequest& request, const std::string& name);
[[nodiscard]] std::int64_t requiredId(const ApiRequest& request, const std::string& name);
/// 0 if it is not set.
[[nodiscard]] std::int64_t optionalId(const ApiRequest& request, const std::string& name);
/// `PROD` or `DEV`.
[[nodiscard]] const std::string& requiredEnvironment(const ApiRequest& request);
/// Ids separated by commas; may be empty.
[[nodiscard]] std::vector<std::int64_t> idList(const ApiRequest& request, const std::string& name);

/// `k1=v1 k2=v2`; may be empty.
[[nodiscard]] const std::string& parameterList(const ApiRequest& request, const std::string& name);
/// `{"k1": "v1", "k2": "v2"}` as `k1=v1 k2=v2`; may be empty.
[[nodiscard]] std::string jsonParameterList(const ApiRequest& request, const std::string& name);
/// `{"103180025": "k1=v1 k2=v2"}`; may be empty.
[[nodiscard]] std::map<std::int64_t, std::string> parametersByNode(const ApiRequest& request, const std::string& name);

/// Parses `yyyy-MM-dd 00:00:00`, the whole form; none if it is another form, or no date.
[[nodiscard]] std::optional<Bizdate> parseBizdate(const std::string& text);
[[nodiscard]] WallTime shanghaiMidnight(const Bizdate& bizdate);

}  // namespace dataworks::emulator
