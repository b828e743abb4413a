// SPDX-License-Identifier: Apache-2.0
// The configuration file of the Alibaba Cloud CLI: its profiles, and what they say about an identity. Pure, but for
// reading the file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "credentials/json.h"
#include "text/environment.h"

namespace dataworks::detail {

/// The file's name and how to show it to people.
struct CliConfigPath {
  std::string path{};
  std::string shown{};
};
[[nodiscard]] CliConfigPath cliConfigPath(const Environment& environment);

/// Why the CLI's profiles are not used, unless one is named: `"disabled by …"`. Empty if they are.
[[nodiscard]] std::string cliProfilesDisabled(const Environment& environment);

/// The text of the file.
class CliConfig {
 public:
  /// `shown`: the file's name for people.
  CliConfig(std::string_view text, std::string shown);

  /// What is wrong with the file: `"~/.aliyun/config.json: invalid JSON at line 3 (byte 45)"`; empty if it can be used.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

  /// The profile to use: `named`, else the environment's, else the CLI's current one.
  [[nodiscard]] std::string chosen(const Environment& environment, const std::string& named) const;
  /// `"profile prod in ~/.aliyun/config.json"`
  [[nodiscard]] std::string label(const std::string& name) const { return "profile " + name + " in " + shown_; }
  /// Returns the first profile of that name, as the CLI does; no value if there is none.
  [[nodiscard]] JsonValue profile(std::string_view name) const;
  [[nodiscard]] bool hasDuplicate(std::string_view name) const;
  /// ` (existing: default, prod)`
  [[nodiscard]] std::string profileNames() const;

 private:
  JsonValue json_;
  std::string shown_;
  std::string problem_;
};

/// The mode of a profile; without one, the one that the CLI would choose by the fields that are there, in its order.
/// Empty if they tell none.
[[nodiscard]] std::string modeOf(const JsonValue& profile);

/// The fields that name an identity and are set: `"sts_token, ram_role_arn"`. With a mode: those that it does not use.
[[nodiscard]] std::string identityFields(const JsonValue& profile, std::string_view unusedByMode = {});

/// What to do instead of using a profile `name` with a mode of the CLI that this library does not have; empty if the
/// CLI has no such mode either.
[[nodiscard]] std::string insteadOfMode(std::string_view mode, const std::string& name);

}  // namespace dataworks::detail
