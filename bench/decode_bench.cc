// SPDX-License-Identifier: Apache-2.0
// Decoding a response of 10,000 nodes, beside the same parsers with bare hand-written code that fills the same structs
// and checks nothing. The pairs are read as ratios: BM_Json / BM_JsonByHand, BM_Xml / BM_XmlByHand.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "api/operations.h"

namespace {

using namespace dataworks;

constexpr int kNodes = 10'000;

// The twelve fields behind the name, as the service orders them.
template <class Write>
void writeNode(int i, Write write) {
  const std::int64_t start = 1559318400000 + i * 1000;
  write("NodeName", "dwd_trade_order_detail_" + std::to_string(i), true);
  write("InstanceId", std::to_string(2427622331 + i), false);
  write("DagId", "332455685", false);
  write("DagType", "5", false);
  write("Status", "6", false);
  write("ParaValue", "bizdate=20190531 city=shanghai", true);
  write("Bizdate", "1559232000000", false);
  write("CreateTime", std::to_string(start), false);
  write("BeginWaitTimeTime", std::to_string(start + 10), false);
  write("BeginWaitResTime", std::to_string(start + 20), false);
  write("BeginRunningTime", std::to_string(start + 30), false);
  write("FinishTime", std::to_string(start + 40), false);
  write("ModifyTime", std::to_string(start + 50), false);
}

std::string jsonResponse(int nodes) {
  std::string body =
      R"({"RequestId":"0bc1411515937635973","ErrCode":"0","ErrMsg":"","Success":true,"Data":{"NodeInsInfo":[)";
  for (int i = 0; i < nodes; ++i) {
    body += i == 0 ? "{" : ",{";
    bool first = true;
    writeNode(i, [&](const char* name, const std::string& value, bool isText) {
      body.append(first ? "\"" : ",\"").append(name).append("\":");
      body.append(isText ? '"' + value + '"' : value);
      first = false;
    });
    body += '}';
  }
  return body + "]}}";
}

std::string xmlResponse(int nodes) {
  std::string body =
      R"(<?xml version="1.0" encoding="UTF-8"?><SearchManualDagNodeInstanceResponse><RequestId>0bc1411515937635973</RequestId>)"
      "<ErrCode>0</ErrCode><ErrMsg></ErrMsg><Success>true</Success><Data>";
  for (int i = 0; i < nodes; ++i) {
    body += "<NodeInsInfo>";
    writeNode(i, [&](const char* name, const std::string& value, bool) {
      body.append("<").append(name).append(">").append(value).append("</").append(name).append(">");
    });
    body += "</NodeInsInfo>";
  }
  return body + "</Data></SearchManualDagNodeInstanceResponse>";
}

enum class Key {
  kOther,
  kRequestId,
  kErrCode,
  kErrMsg,
  kSuccess,
  kNodeName,
  kInstanceId,
  kDagId,
  kDagType,
  kStatus,
  kParaValue,
  kBizdate,
  kCreateTime,
  kBeginWaitTimeTime,
  kBeginWaitResTime,
  kBeginRunningTime,
  kFinishTime,
  kModifyTime
};

Key keyOf(std::string_view name) {
  if (name == "NodeName") return Key::kNodeName;
  if (name == "InstanceId") return Key::kInstanceId;
  if (name == "DagId") return Key::kDagId;
  if (name == "DagType") return Key::kDagType;
  if (name == "Status") return Key::kStatus;
  if (name == "ParaValue") return Key::kParaValue;
  if (name == "Bizdate") return Key::kBizdate;
  if (name == "CreateTime") return Key::kCreateTime;
  if (name == "BeginWaitTimeTime") return Key::kBeginWaitTimeTime;
  if (name == "BeginWaitResTime") return Key::kBeginWaitResTime;
  if (name == "BeginRunningTime") return Key::kBeginRunningTime;
  if (name == "FinishTime") return Key::kFinishTime;
  if (name == "ModifyTime") return Key::kModifyTime;
  if (name == "RequestId") return Key::kRequestId;
  if (name == "ErrCode") return Key::kErrCode;
  if (name == "ErrMsg") return Key::kErrMsg;
  if (name == "Success") return Key::kSuccess;
  return Key::kOther;
}

void setTime(Timestamp& to, std::int64_t milliseconds, std::string text) {
  to.text = std::move(text);
  to.time = std::chrono::system_clock::time_point(std::chrono::milliseconds(milliseconds));
}

// The text of a time is at hand in XML; in JSON it has to be written again.
template <class Text>
void setNumber(NodeInsInfo& node, Key key, std::int64_t value, Text text) {
  switch (key) {
    case Key::kInstanceId: node.instanceId = value; break;
    case Key::kDagId: node.dagId = value; break;
    case Key::kDagType: node.dagType = value; break;
    case Key::kStatus: node.status = NodeStatus{value}; break;
    case Key::kBizdate: setTime(node.bizdate, value, text()); break;
    case Key::kCreateTime: setTime(node.createTime, value, text()); break;
    case Key::kBeginWaitTimeTime: setTime(node.beginWaitTimeTime, value, text()); break;
    case Key::kBeginWaitResTime: setTime(node.beginWaitResTime, value, text()); break;
    case Key::kBeginRunningTime: setTime(node.beginRunningTime, value, text()); break;
    case Key::kFinishTime: setTime(node.finishTime, value, text()); break;
    case Key::kModifyTime: setTime(node.modifyTime, value, text()); break;
    default: break;
  }
}

void setText(SearchManualDagNodeInstanceResponse& response, Key key, const std::string& value) {
  switch (key) {
    case Key::kRequestId: response.requestId = value; break;
    case Key::kErrCode: response.errCode = value; break;
    case Key::kErrMsg: response.errMsg = value; break;
    case Key::kNodeName: response.data.back().nodeName = value; break;
    case Key::kParaValue: response.data.back().paraValue = value; break;
    default: break;
  }
}

struct BareHandler : nlohmann::json_sax<nlohmann::json> {
  SearchManualDagNodeInstanceResponse response;
  Key current = Key::kOther;
  bool inList = false;

  bool null() override { return true; }
  bool boolean(bool value) override { return response.success = value, true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t value) override {
    return setNumber(response.data.back(), current, static_cast<std::int64_t>(value),
                     [value] { return std::to_string(value); }),
           true;
  }
  bool number_float(double, const std::string&) override { return true; }
  bool string(std::string& value) override { return setText(response, current, value), true; }
  bool binary(nlohmann::json::binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    if (inList) response.data.emplace_back();
    return true;
  }
  bool key(std::string& name) override { return current = keyOf(name), true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return inList = true; }
  bool end_array() override { return inList = false, true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }
};

// Calls `decode` with a fresh copy of the body each time, the copying not counted: parsing XML in place destroys it.
template <class Decode>
void measure(benchmark::State& state, const std::string& body, Decode decode) {
  std::string copy;
  for (auto _ : state) {
    state.PauseTiming();
    copy = body;
    state.ResumeTiming();
    benchmark::DoNotOptimize(decode(std::move(copy)));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * body.size()));
}

SearchManualDagNodeInstanceResponse decode(std::string body) {
  auto read = detail::api::readSearchManualDagNodeInstance({.status = 200, .body = std::move(body)});
  if (!read) std::abort();
  return *std::move(read);
}

void BM_Json(benchmark::State& state) { measure(state, jsonResponse(static_cast<int>(state.range(0))), decode); }

void BM_JsonByHand(benchmark::State& state) {
  measure(state, jsonResponse(static_cast<int>(state.range(0))), [&state](std::string body) {
    BareHandler handler;
    handler.response.data.reserve(static_cast<std::size_t>(state.range(0)));  // as if it knew
    if (!nlohmann::json::sax_parse(body, &handler)) std::abort();
    return std::move(handler.response);
  });
}

void BM_Xml(benchmark::State& state) { measure(state, xmlResponse(static_cast<int>(state.range(0))), decode); }

void BM_XmlByHand(benchmark::State& state) {
  measure(state, xmlResponse(static_cast<int>(state.range(0))), [&state](std::string body) {
    pugi::xml_document document;
    constexpr unsigned kFlags = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata;
    if (!document.load_buffer_inplace(body.data(), body.size(), kFlags)) std::abort();
    SearchManualDagNodeInstanceResponse response;
    response.data.reserve(static_cast<std::size_t>(state.range(0)));
    for (const pugi::xml_node field : document.first_child()) {
      const Key key = keyOf(field.name());
      if (key == Key::kSuccess)
        response.success = field.text().as_bool();
      else
        setText(response, key, field.child_value());
    }
    for (const pugi::xml_node entry : document.first_child().child("Data")) {
      NodeInsInfo& node = response.data.emplace_back();
      for (const pugi::xml_node field : entry) {
        const Key key = keyOf(field.name());
        if (key == Key::kNodeName || key == Key::kParaValue)
          setText(response, key, field.child_value());
        else
          setNumber(node, key, std::strtoll(field.child_value(), nullptr, 10),
                    [&field] { return std::string(field.child_value()); });
      }
    }
    return response;
  });
}

long statusKiB(const std::string& key) {
  std::ifstream lines("/proc/self/status");
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(key)) return std::strtol(line.c_str() + key.size(), nullptr, 10);
  }
  return 0;
}

std::size_t heapOf(const std::string& text) { return text.capacity() > 15 ? text.capacity() + 1 : 0; }

// What the response takes as structs: the list and the texts that are too long to lie in it.
std::size_t bytesOf(const SearchManualDagNodeInstanceResponse& response) {
  std::size_t bytes = response.data.capacity() * sizeof(NodeInsInfo);
  for (const NodeInsInfo& node : response.data) bytes += heapOf(node.nodeName) + heapOf(node.paraValue);
  return bytes;
}

// The peak of memory while a response is decoded, over body and structs.
void BM_JsonPeakMemory(benchmark::State& state) {
  for (auto _ : state) {
    const long before = statusKiB("VmRSS:");
    std::string body = jsonResponse(static_cast<int>(state.range(0)));
    body.shrink_to_fit();
    const std::size_t bodyBytes = body.size();
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak is from now on
    const auto response = decode(std::move(body));
    const double peak = static_cast<double>(statusKiB("VmHWM:") - before) * 1024;
    state.counters["peakOverBodyAndStructs"] = peak / static_cast<double>(bodyBytes + bytesOf(response));
  }
}
BENCHMARK(BM_JsonPeakMemory)->Arg(100'000)->Iterations(1)->Unit(benchmark::kMillisecond);

BENCHMARK(BM_Json)->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->Arg(kNodes)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_JsonByHand)->Arg(kNodes)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_Xml)->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->Arg(kNodes)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_XmlByHand)->Arg(kNodes)->Unit(benchmark::kMicrosecond);

}  // namespace
