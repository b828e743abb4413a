// SPDX-License-Identifier: Apache-2.0
#include "errors/signature_mismatch.h"

#include <algorithm>

namespace dataworks::detail {

namespace {
constexpr std::string_view kMark = "string to sign is:";
}  // namespace

bool quotesStringToSign(const Error& error) noexcept { return error.message.find(kMark) != std::string::npos; }

void explainMismatch(Error& error, std::string_view ours) {
  const auto mark = error.message.find(kMark);
  if (mark == std::string::npos) return;

  std::string_view theirs = std::string_view(error.message).substr(mark + kMark.size());
  theirs.remove_prefix(std::min(theirs.find_first_not_of(' '), theirs.size()));
  const bool same = theirs.starts_with(ours);
  error.hint =
      same ? "Both sides signed the same request, so the access key secret is wrong: copy it again, or make a new key."
           : "The gateway saw another request than was signed here, so something on the way changes it (a proxy, a "
             "gateway in front): the secret may be right.";
  error.message.resize(mark);
  error.message.resize(error.message.find_last_not_of(" .") + 1);
  const auto sentence = error.message.rfind(". ");
  if (sentence != std::string::npos) error.message.resize(sentence + 1);
}

}  // namespace dataworks::detail
