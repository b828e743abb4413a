// SPDX-License-Identifier: Apache-2.0
// The JSON reader beside nlohmann's, which was used before: on the same responses, mutated, both must take the
// same bodies for good, bring the same values in the same order, and find the same byte wrong.
#include <gtest/gtest.h>

#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>

#include "wire/readers.h"

namespace dataworks::detail::wire {
namespace {

using Json = nlohmann::json;

// Whatever the builder hands on, in its order.
struct Events {
  std::string log;
};

template <char field>
SetResult note(void* target, const Scalar& value, bool /*again*/) {
  std::string& log = static_cast<Events*>(target)->log;
  log += field;
  log += static_cast<char>('0' + static_cast<int>(value.kind));
  std::string text;
  assignText(text, value);
  log += text + "\n";
  return SetResult::kYes;
}

constexpr Field kFields[] = {{.name = "RequestId", .take = &note<'r'>, .strict = false},
                             {.name = "Value", .take = &note<'v'>, .strict = true}};
constexpr Field kEntryFields[] = {{.name = "Name", .take = &note<'n'>, .strict = false},
                                  {.name = "Id", .take = &note<'i'>, .strict = true}};
constexpr ResponseSchema kShape{.fields = kFields,
                                .listName = "Data",
                                .entryName = "Node",
                                .entryFields = kEntryFields,
                                .addEntry = [](void* response) -> void* {
                                  static_cast<Events*>(response)->log += "entry\n";
                                  return response;
                                },
                                .reserveEntries = [](void*, std::size_t) {}};

struct Outcome {
  std::string problem;        // of the builder
  std::size_t wrongByte = 0;  // counted from 1; 0 if none is
  std::string events;
  bool isComparable = true;
};

// What nlohmann calls; the names and signatures are its own.
class Oracle {
 public:
  explicit Oracle(ResponseBuilder& builder) : builder_(builder) {}

  bool null() { return builder_.value({}); }
  bool boolean(bool value) { return builder_.value(Scalar::ofFlag(value)); }
  bool number_integer(std::int64_t value) { return builder_.value(Scalar::ofInteger(value)); }
  bool number_unsigned(std::uint64_t value) { return builder_.value(Scalar::ofUnsigned(value)); }
  bool number_float(double, const std::string& written) { return builder_.value(Scalar::ofReal(written)); }
  bool string(std::string& value) { return builder_.value(Scalar::ofText(value)); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return builder_.beginObject(); }
  bool key(std::string& name) { return builder_.name(name); }
  bool end_object() { return builder_.endObject(); }
  bool start_array(std::size_t) { return builder_.beginList(); }
  bool end_array() { return builder_.endList(); }
  bool parse_error(std::size_t position, const std::string&, const Json::exception& problem) {
    constexpr int kBeyondDoubles = 406;
    wrongByte = position;
    beyondDoubles = problem.id == kBeyondDoubles;
    return false;
  }

  std::size_t wrongByte = 0;
  bool beyondDoubles = false;  // 1e999: no error to us, because no real is ever turned into a double

 private:
  ResponseBuilder& builder_;
};

Outcome readByNlohmann(std::string_view body) {
  Events events;
  ResponseBuilder builder(kShape, &events);
  Oracle oracle(builder);
  if (Json::sax_parse(body.begin(), body.end(), &oracle)) static_cast<void>(builder.finish());
  return {builder.problem(), oracle.wrongByte, events.log, !oracle.beyondDoubles};
}

Outcome readByUs(std::string_view body) {
  Events events;
  ResponseBuilder builder(kShape, &events);
  std::string copy(body);
  const std::string problem = readJson(copy, builder);
  Outcome outcome{.problem = builder.problem(), .events = events.log};
  constexpr std::string_view kWrong = "invalid JSON at byte ";
  if (problem.starts_with(kWrong)) {
    std::from_chars(problem.data() + kWrong.size(), problem.data() + problem.size(), outcome.wrongByte);
  } else if (problem == "the response is cut off after " + std::to_string(body.size()) + " bytes") {
    outcome.wrongByte = body.size() + 1;
  } else if (problem != outcome.problem) {
    outcome.problem = "not what the builder said: " + problem;
  }
  return outcome;
}

// Where a number, a text or a word stands that may not, nlohmann reads it and points to its end, or at what is wrong
// in it; we point to its first byte.
bool isSameByte(std::string_view body, std::size_t ours, std::size_t nlohmanns) {
  if (ours == nlohmanns) return true;
  constexpr std::string_view kFirsts = "\"-0123456789tfn";
  return ours > 0 && ours < nlohmanns && kFirsts.find(body[ours - 1]) != std::string_view::npos;
}

// Empty if both read the same.
std::string difference(std::string_view body) {
  const Outcome ours = readByUs(body);
  const Outcome theirs = readByNlohmann(body);
  if (!theirs.isComparable) return {};
  if (ours.problem == theirs.problem && ours.events == theirs.events &&
      isSameByte(body, ours.wrongByte, theirs.wrongByte)) {
    return {};
  }
  const auto shown = [](const Outcome& outcome) {
    return "[" + outcome.problem + "] byte " + std::to_string(outcome.wrongByte) + "\n" + outcome.events;
  };
  return std::string(body) + "\nours: " + shown(ours) + "\nnlohmann's: " + shown(theirs);
}

const std::string kSamples[] = {
    R"({"RequestId":"0bc14115159","Value":332455685})",
    R"({ "RequestId" : "\u4e2d\ud83d\ude00\n\"\\\/" , "Value" : -7.25e+3 })",
    R"({"RequestId":"业务流程 é 😀","Value":true,"value":null})",
    R"({"Value":18446744073709551615,"RequestId":-9223372036854775808,"x":1e-7})",
    R"({"Value":1797693134862315.7e293,"RequestId":-0,"x":[0.5,false,[],{}]})",
    R"({"Data":{"Node":[{"Name":"a","Id":1},{"Name":"b\tc","Id":22}]},"Value":"0"})",
    R"({"data":[{"Id":1,"More":{"Id":[{"Id":3}]}},{"Name":null}],"RequestId":"r"})",
};

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::string next() {
    std::string body = sample();
    for (std::size_t left = 1 + below(3); left > 0; --left) mutate(body);
    // At a NUL nlohmann believes in the end of the text, and it knows the byte order mark; `readResponse` sees to both.
    std::erase(body, '\0');
    while (body.starts_with('\xEF')) body.erase(0, 1);
    return body;
  }

 private:
  // Not a distribution of the standard's: those differ between libraries.
  std::size_t below(std::size_t limit) { return random_() % limit; }
  const std::string& sample() { return kSamples[below(std::size(kSamples))]; }

  void mutate(std::string& body) {
    constexpr std::string_view kTelling = "{}[]:,\"\\/-+.0123456789eEutfnalsrbdD \t\n\x1f\x7f\xc2\xed\xf4\x80\xa0\xbf";
    const std::size_t at = below(body.size() + 1);
    switch (below(8)) {
      case 0: body.resize(at); break;
      case 1: body.erase(at, 1 + below(4)); break;
      case 2: body.insert(at, 1, static_cast<char>(below(256))); break;
      case 3: body.insert(at, body.substr(below(body.size() + 1), below(12))); break;
      case 4: {
        const std::string& other = sample();
        body.insert(at, other.substr(below(other.size()), below(24)));
        break;
      }
      case 5: body.insert(at, 1 + below(20), kTelling[below(kTelling.size())]); break;
      default:
        if (at < body.size()) body[at] = kTelling[below(kTelling.size())];
    }
  }

  std::mt19937 random_;
};

TEST(JsonOracle, ReadsEveryPrefixAsNlohmannDoes) {
  for (const std::string& sample : kSamples) {
    for (std::size_t length = 1; length <= sample.size(); ++length) {
      ASSERT_EQ(difference(std::string_view(sample).substr(0, length)), "");
    }
  }
}

TEST(JsonOracle, ReadsMutatedResponsesAsNlohmannDoes) {
  constexpr int kCases = 20'000;
  Mutator mutator(8259);
  int good = 0;
  for (int i = 0; i < kCases; ++i) {
    const std::string body = mutator.next();
    ASSERT_EQ(difference(body), "") << "case " << i;
    if (readByUs(body).wrongByte == 0) ++good;
  }
  EXPECT_GT(good, kCases / 10);  // else it would show little about what is read
}

}  // namespace
}  // namespace dataworks::detail::wire
