// SPDX-License-Identifier: Apache-2.0
#include "credentials/clean.h"

#include <array>
#include <string>
#include <utility>

#include "credentials/source.h"
#include "text/ascii.h"

namespace dataworks::detail {
namespace {

struct Part {
  const char* name;
  std::string_view text;
};

std::array<Part, 4> partsOf(const Credentials& credentials) {
  return {{{"access key id", credentials.accessKeyId},
           {"access key secret", credentials.accessKeySecret.reveal()},
           {"security token", credentials.securityToken.reveal()},
           {"bearer token", credentials.bearerToken.reveal()}}};
}

std::string sourceOf(const Credentials& credentials) {
  return credentials.source.empty() ? "credentials provider" : credentials.source;
}

void trim(Secret& secret) {
  const std::string_view text = trimmed(secret.reveal());
  if (text.size() != secret.reveal().size()) secret = Secret(text);
}

void trim(Credentials& credentials) {
  credentials.accessKeyId = std::string(trimmed(credentials.accessKeyId));
  trim(credentials.accessKeySecret);
  trim(credentials.securityToken);
  trim(credentials.bearerToken);
}

}  // namespace

std::string_view foreignIn(std::string_view text) {
  for (const char c : text) {
    if (c > ' ' && c < '\x7f' && c != '"' && c != '\'') [[likely]]
      continue;
    if (c == '"' || c == '\'') return "a quotation mark";
    if (c == ' ' || c == '\t') return "a blank";
    if (c == '\r' || c == '\n') return "a line end";
    return static_cast<unsigned char>(c) > 0x7f ? "a character that is not ASCII" : "a control character";
  }
  return {};
}

std::optional<Error> clean(Credentials& credentials, const FetchContext& context, std::atomic<bool>* warned) {
  std::string trimmedParts;
  for (const auto& [name, text] : partsOf(credentials)) {
    const std::string_view inner = trimmed(text);
    if (const std::string_view foreign = foreignIn(inner); !foreign.empty()) {
      return credentialsError(sourceOf(credentials) + ": the " + name + " contains " + std::string(foreign),
                              "No key or token contains one: write it without quotes and in one piece.");
    }
    if (inner.size() == text.size()) continue;
    if (inner.empty()) {  // trimmed away, it would make another identity of the rest
      return credentialsError(sourceOf(credentials) + ": the " + name + " is only blanks or line ends",
                              "Write it there, or remove it.");
    }
    trimmedParts.append(trimmedParts.empty() ? "the " : " and the ").append(name);
  }
  if (trimmedParts.empty()) return std::nullopt;
  if (context.warn && (warned == nullptr || !warned->exchange(true))) {
    context.warn(sourceOf(credentials) + ": left out blanks or line ends around " + trimmedParts);
  }
  trim(credentials);
  return std::nullopt;
}

Result<Credentials> cleaned(Result<Credentials> credentials, const FetchContext& context) {
  if (!credentials) return credentials;
  if (auto problem = clean(*credentials, context)) return *std::move(problem);
  return credentials;
}

}  // namespace dataworks::detail
