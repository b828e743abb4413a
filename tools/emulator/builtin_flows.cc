// SPDX-License-Identifier: Apache-2.0
#include "builtin_flows.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace dataworks::emulator {
namespace {

constexpr std::string_view kSmallFlows = R"json(
    "test_flow": {  // fans out and joins again, ten seconds
      "nodes": {
        "extract_orders": { "runs": "2s", "id": 103180021 },
        "extract_users":  { "runs": "1500ms", "queued": "500ms", "id": 103180022 },
        "clean_orders":   { "runs": "2s", "after": "extract_orders", "id": 103180023 },
        "clean_users":    { "runs": "2500ms", "after": "extract_users", "id": 103180024 },
        "user_profile":   { "runs": "1500ms", "after": "clean_users", "queued": "500ms", "id": 103180025 },
        "daily_report":   { "runs": "1500ms", "after": ["clean_orders", "user_profile"], "waits": "500ms",
                            "queued": "500ms", "id": 103180026 }
      }
    },
    "failing_flow": {  // one node fails at its first attempt, one goes on beside it, one does not run before a re-run
      "nodes": {
        "extract_orders": { "runs": "1500ms", "id": 103180031 },
        "extract_users":  { "runs": "1s", "queued": "500ms", "id": 103180032 },
        "clean_orders":   { "runs": "1500ms", "after": "extract_orders", "result": ["failure", "success"],
                            "id": 103180033 },
        "clean_users":    { "runs": "4s", "after": "extract_users", "id": 103180034 },
        "daily_report":   { "runs": "1s", "after": ["clean_orders", "clean_users"], "id": 103180035 }
      }
    })json";

struct Layer {
  std::string_view prefix;
  int nodes;
};

/// Four layers of a warehouse and a last node, each node after two of the layer before it.
constexpr std::array<Layer, 5> kLayers = {
    {{"ods_log", 60}, {"dwd_order", 80}, {"dws_user", 50}, {"ads_report", 9}, {"publish", 1}}};

std::string nodeName(const Layer& layer, int index) {
  std::array<char, 16> number{};
  std::snprintf(number.data(), number.size(), "_%03d", index + 1);
  return std::string(layer.prefix) + number.data();
}

std::string largeFlow() {
  std::string nodes;
  int id = 103181000;
  for (std::size_t level = 0; level < kLayers.size(); ++level) {
    for (int index = 0; index < kLayers[level].nodes; ++index) {
      if (!nodes.empty()) nodes += ",\n";
      nodes += "        \"" + nodeName(kLayers[level], index) + "\": { \"runs\": \"" +
               std::to_string(800 + index * 937 % 4200) + "ms\", \"queued\": \"" +
               std::to_string(200 + index * 613 % 2400) + "ms\", \"id\": " + std::to_string(++id);
      if (level > 0) {
        const Layer& before = kLayers[level - 1];
        nodes += ", \"after\": [\"" + nodeName(before, index % before.nodes) + "\", \"" +
                 nodeName(before, (index * 7 + 3) % before.nodes) + "\"]";
      }
      nodes += " }";
    }
  }
  return "\n    \"large_flow\": {  // 200 nodes\n      \"nodes\": {\n" + nodes + "\n      }\n    }";
}

}  // namespace

std::string builtinFlows() {
  return "{\n  \"test_project\": {" + std::string(kSmallFlows) + "," + largeFlow() + "\n  }\n}\n";
}

}  // namespace dataworks::emulator
