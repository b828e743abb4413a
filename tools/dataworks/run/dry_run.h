// SPDX-License-Identifier: Apache-2.0
// `--dry-run`: what would be sent, without sending it, and without needing credentials.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "command_line/options.h"
#include "dataworks/client.h"
#include "result/result_json.h"

namespace dataworks::cli {

/// Makes a client whose transport only captures the request, lets `send` call it, and shows that request: parameters
/// and string to sign, secrets masked. `format` is that of `-o`.
[[nodiscard]] Result<std::string> dryRun(const ConnectionOptions& connection, std::string_view format,
                                         const std::function<Error(const DataWorksClient&)>& send);

/// The text for a form body (or query) such as `A=1&Signature=…`. Pure.
[[nodiscard]] std::string showRequest(const std::string& method, const std::string& url, const std::string& form,
                                      std::string_view format);

/// One request for each node.
[[nodiscard]] std::vector<PlannedRequest> requestsFor(const std::vector<const NodeInsInfo*>& nodes,
                                                      std::string_view action);
/// The requests that a verb would send for nodes of a run. `format` is that of `-o`. Pure.
[[nodiscard]] std::string showPlan(const DagRun& run, const std::vector<PlannedRequest>& requests,
                                   std::string_view format);

}  // namespace dataworks::cli
