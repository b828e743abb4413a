// SPDX-License-Identifier: Apache-2.0
// `dataworks-emulator`: a local service with the API of DataWorks manual business flows, for trying out and testing
// clients. This file reads the command line and connects the parts; docs/guides/emulator.md is the manual.
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "builtin_flows.h"
#include "command_line.h"
#include "dataworks/version.h"
#include "flows_file.h"
#include "server.h"
#include "terminal/language.h"
#include "terminal/style.h"
#include "wrapper.h"

namespace dataworks::emulator {
namespace {

constexpr int kBadUsage = 2;
constexpr int kCannotServe = 1;

void printError(const std::string& message) { std::cerr << "dataworks-emulator: " << message << '\n'; }

/// Ends the process whatever its threads do: connections may hang on purpose.
[[noreturn]] void exitNow(int exitCode) {
  std::cout.flush();
  std::_Exit(exitCode);
}

int terminalWidth() {
  constexpr int kUsual = 80;
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

/// As the command line chooses it.
Language languageOf(int fileDescriptor) {
  const detail::Environment environment = detail::processEnvironment();
  std::string locale;
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (locale.empty()) locale = environment(variable);
  }
  return terminal::styleFor(isatty(fileDescriptor) != 0, environment("TERM"), locale,
                            cli::chooseLanguage("", environment), false)
      .language;
}

/// Errors are translated for people only.
Language languageOfErrors() { return isatty(STDERR_FILENO) != 0 ? languageOf(STDERR_FILENO) : Language::kEnglish; }

std::optional<std::string> readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  for (char character = 0; file.get(character);) text += character;
  if (!file.is_open() || file.bad()) return std::nullopt;  // bad: a folder, for example
  return text;
}

/// The projects of the file, or none after printing why.
std::optional<Projects> loadFlows(const std::string& path) {
  const auto text = readFile(path);
  if (!text) {
    printError("cannot read " + path);
    return std::nullopt;
  }
  const auto folder = std::filesystem::path(path).parent_path();
  FlowsFile flows = readFlows(*text, path, [&](const std::string& name) { return readFile(folder / name); });
  for (const std::string& error : flows.errors) std::cerr << error << '\n';
  if (!flows.errors.empty()) return std::nullopt;
  return std::move(flows.projects);
}

int check(const std::string& path) {
  const auto projects = loadFlows(path);
  if (!projects) return kBadUsage;
  std::size_t flows = 0;
  for (const Project& project : *projects) flows += project.flows.size();
  std::cout << path << ": fine, " << flows << (flows == 1 ? " flow in " : " flows in ") << projects->size()
            << (projects->size() == 1 ? " project\n" : " projects\n");
  return 0;
}

/// The projects of the flows file, and the built-in project unless the file has one of that name.
std::optional<Projects> allProjects(const std::string& flowsFile) {
  std::optional<Projects> projects = flowsFile.empty() ? Projects() : loadFlows(flowsFile);
  if (!projects) return std::nullopt;
  for (Project& builtin : readFlows(builtinFlows(), "built-in flows").projects) {
    if (find(*projects, builtin.name) == nullptr) projects->push_back(std::move(builtin));
  }
  return projects;
}

/// Ids that no earlier start of the emulator used, so that an old id is never mistaken for a new run.
void setFirstIds(ServiceOptions& options) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  options.firstDagId = milliseconds * 10;
  options.firstInstanceId = milliseconds * 100;  // 15 digits: JavaScript clients still read it as a number
}

int runWrapped(const Lifetime& lifetime, const CommandLine& line, const std::string& url, const std::string& caFile) {
  const auto started =
      lifetime.start(line.command, environmentFor(currentEnvironment(), url, line.service.accessKey, caFile));
  if (const auto* failure = std::get_if<Lifetime::StartFailure>(&started)) {
    printError(failure->message);
    return failure->exitCode;
  }
  return lifetime.waitForEnd(std::get<pid_t>(started));
}

int serve(CommandLine& line) {
  auto projects = allProjects(line.flowsFile);
  if (!projects) return kBadUsage;
  const Lifetime lifetime(line.exitWithParent);
  setFirstIds(line.service);

  ServerOptions options{line.bind, line.port, line.dialect};
  std::unique_ptr<TemporaryFile> caFile;
  if (line.tls) {
    options.certificates = makeCertificates(line.bind);
    caFile = std::make_unique<TemporaryFile>("ca.pem", options.certificates->authorityPem);
    std::cerr << "CA file: " << caFile->path() << std::endl;
  }
  // Never freed: its threads use it until the process is gone.
  auto* server = new Server(Service(std::move(*projects), line.service), std::move(options));
  if (!server->start()) {
    printError("cannot listen on " + server->url() + ": the address is in use or does not belong to this machine");
    return kCannotServe;
  }
  if (!line.command.empty()) {
    return runWrapped(lifetime, line, server->url(), caFile ? caFile->path() : std::string());
  }
  std::cout << server->url() << std::endl;
  return lifetime.waitForEnd();
}

int run(const std::vector<std::string>& arguments) {
  const Language language = languageOfErrors();
  CommandLine line = readCommandLine(arguments, language);
  if (!line.error.empty()) {
    printError(line.error + cli::in(language, "\nTry: ", "\n用法见：") + "dataworks-emulator --help");
    return kBadUsage;
  }
  if (line.help) return std::cout << helpText(terminalWidth(), languageOf(STDOUT_FILENO)), 0;
  if (line.version) return std::cout << "dataworks-emulator " DATAWORKS_VERSION "\n", 0;
  return line.checkFile.empty() ? serve(line) : check(line.checkFile);
}

}  // namespace
}  // namespace dataworks::emulator

int main(int count, char** arguments) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow (ulimit -f) is a full disk: an error of `write`
  int exitCode = 0;
  try {
    exitCode = dataworks::emulator::run({arguments + 1, arguments + count});
  } catch (const std::exception& error) {
    dataworks::emulator::printError(error.what());
    exitCode = dataworks::emulator::kCannotServe;
  }
  dataworks::emulator::exitNow(exitCode);
}
