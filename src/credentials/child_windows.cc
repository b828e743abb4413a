// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <system_error>

#include "credentials/child.h"
#include "text/wide.h"

namespace dataworks::detail {

/// Closed at the end of its scope.
class Handle {
 public:
  explicit Handle(HANDLE handle = nullptr) : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  ~Handle() { reset(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  void reset(HANDLE handle = nullptr) {
    if (handle_ != nullptr) CloseHandle(handle_);
    handle_ = handle;
  }
  [[nodiscard]] HANDLE get() const { return handle_; }

 private:
  HANDLE handle_;
};

namespace {

constexpr DWORD kSliceMs = 10;  // how often stop and deadline are checked

std::string lastError() { return std::system_category().message(static_cast<int>(GetLastError())); }

// The program that a command line begins with: in quotes, or up to the first blank.
std::string programOf(std::string_view command) {
  if (command.starts_with('"')) return std::string(command.substr(1, command.find('"', 1) - 1));
  return std::string(command.substr(0, command.find_first_of(" \t")));
}

bool mayBeInherited(HANDLE handle) {
  return SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) != 0;
}

}  // namespace

struct Child::Running {
  Handle job;  // ends all that are in it as it is closed
  Handle process;
  Handle output;
  std::array<char, 4096> buffer{};

  bool start(const std::string& command, HANDLE into, HANDLE nothing) {
    job.reset(CreateJobObjectW(nullptr, nullptr));
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (job.get() == nullptr ||
        SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits, sizeof limits) == 0) {
      return false;
    }
    STARTUPINFOW how{};
    how.cb = sizeof how;
    how.dwFlags = STARTF_USESTDHANDLES;
    how.hStdInput = nothing;
    how.hStdOutput = into;
    how.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    PROCESS_INFORMATION started{};
    std::wstring line = wide(command);
    if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, CREATE_SUSPENDED | CREATE_NO_WINDOW, nullptr,
                       nullptr, &how, &started) == 0) {
      return false;
    }
    process.reset(started.hProcess);
    const Handle thread(started.hThread);
    AssignProcessToJobObject(job.get(), started.hProcess);  // before it can start others
    ResumeThread(thread.get());
    return true;
  }
};

std::optional<std::vector<std::string>> wordsToStart(std::string_view command) {
  const std::size_t first = command.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::nullopt;
  command.remove_prefix(first);
  if (command.starts_with('"') && command.find('"', 1) == std::string_view::npos) return std::nullopt;
  return std::vector<std::string>{programOf(command), std::string(command)};
}

Child::Child() : running_(std::make_unique<Running>()) {}
Child::~Child() = default;

std::string Child::start(const std::vector<std::string>& words) {
  HANDLE readEnd = nullptr;
  HANDLE writeEnd = nullptr;
  if (CreatePipe(&readEnd, &writeEnd, nullptr, 0) == 0) return lastError();
  running_->output.reset(readEnd);
  const Handle into(writeEnd);
  const Handle nothing(
      CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr));
  if (!mayBeInherited(into.get()) || !mayBeInherited(nothing.get())) return lastError();
  return running_->start(words.back(), into.get(), nothing.get()) ? "" : lastError();
}

std::optional<std::string_view> Child::readSome() {
  DWORD waiting = 0;
  if (PeekNamedPipe(running_->output.get(), nullptr, 0, nullptr, &waiting, nullptr) == 0) return std::nullopt;
  if (waiting == 0) {
    Sleep(kSliceMs);
    return std::string_view();
  }
  DWORD got = 0;
  const auto size = static_cast<DWORD>(running_->buffer.size());
  if (ReadFile(running_->output.get(), running_->buffer.data(), size, &got, nullptr) == 0) return std::nullopt;
  return std::string_view(running_->buffer.data(), got);
}

std::optional<std::string> Child::ended() {
  if (WaitForSingleObject(running_->process.get(), kSliceMs) == WAIT_TIMEOUT) return std::nullopt;
  DWORD code = 0;
  if (GetExitCodeProcess(running_->process.get(), &code) == 0 || code == 0) return "";
  return " exited with " + std::to_string(code);
}

}  // namespace dataworks::detail
