// SPDX-License-Identifier: Apache-2.0
// A service with some flows, and requests to it without a network.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "flows_file.h"
#include "requests.h"
#include "responses.h"
#include "service.h"

namespace dataworks::emulator {

class ServiceFixture : public ::testing::Test {
 protected:
  explicit ServiceFixture(const char* flows, ServiceOptions options = {}) : flows_(flows) { restart(options); }

  /// A service that has seen nothing yet.
  void restart(ServiceOptions options) {
    FlowsFile file = readFlows(flows_, "test");
    EXPECT_TRUE(file.errors.empty()) << file.errors.at(0);
    service_.emplace(std::move(file.projects), std::move(options));
  }

  /// A request signed with a nonce of its own, of this moment.
  Outcome call(const std::string& action, const Parameters& own, WallTime now = morning()) {
    const Action* known = findAction(action);
    Parameters parameters = commonParameters(action, "nonce-" + std::to_string(++nonces_), now);
    if (known != nullptr) parameters["Version"] = known->version;
    for (const auto& [name, value] : own) parameters[name] = value;
    return service_->handle(sign(parameters), now);
  }

  Outcome create(const Parameters& changes = {}, WallTime now = morning()) {
    Parameters parameters = {{"ProjectName", "sales"}, {"FlowName", "nightly"}, {"Bizdate", "2026-11-22 00:00:00"}};
    for (const auto& [name, value] : changes) parameters[name] = value;
    return call("CreateManualDag", parameters, now);
  }

  /// The id of a new run.
  std::string newRun(const std::string& flow = "nightly", WallTime now = morning()) {
    return fields(create({{"FlowName", flow}}, now))["ReturnValue"].dump();
  }

  Outcome search(const std::string& dagId, WallTime now = morning(), const std::string& project = "sales") {
    return call("SearchManualDagNodeInstance", {{"ProjectName", project}, {"DagId", dagId}}, now);
  }

  static Tree fields(const Outcome& outcome) {
    const Tree* tree = std::get_if<Tree>(&outcome.content);
    EXPECT_NE(tree, nullptr) << rejectionCode(outcome);
    return tree != nullptr ? *tree : Tree();
  }
  static Tree nodes(const Outcome& outcome) { return fields(outcome)["Data"]["NodeInsInfo"]; }
  static std::string rejectionCode(const Outcome& outcome) {
    const auto* rejection = std::get_if<Rejection>(&outcome.content);
    return rejection != nullptr ? rejection->code : "no rejection";
  }

  Service& service() { return *service_; }

 private:
  std::string flows_;
  std::optional<Service> service_;
  int nonces_ = 0;
};

}  // namespace dataworks::emulator
