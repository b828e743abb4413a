// `dataworks-emulator`: a local service with the API of DataWorks manual business flows, for trying out and testing
// clients. This file reads the command line and connects the parts; docs/guides/emulator.md is the manual.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>

#include "builtin_flows.h"
#include "dataworks/version.h"
#include "flows_file.h"
#include "server.h"
#include "wrapper.h"

namespace dataworks::emulator {
namespace {

constexpr int kBadUsage = 2;
constexpr int kCannotServe = 1;

struct Settings {
  ServiceOptions service;
  ServerOptions server;
  std::string flowsFile;
  std::string checkFile;
  bool tls = false;
  bool exitWithParent = false;
  std::vector<std::string> command;
};

void printError(const std::string& message) { std::cerr << "dataworks-emulator: " << message << '\n'; }

/// Ends the process whatever its threads do: connections may hang on purpose.
[[noreturn]] void exitNow(int exitCode) {
  std::cout.flush();
  std::_Exit(exitCode);
}

/// The exit code, if the program is to exit at once.
std::optional<int> readCommandLine(std::vector<std::string> arguments, Settings& settings) {
  if (const auto dashes = std::ranges::find(arguments, "--"); dashes != arguments.end()) {
    settings.command.assign(dashes + 1, arguments.end());
    arguments.erase(dashes, arguments.end());
    if (settings.command.empty()) return printError("no command after --"), kBadUsage;
  }
  CLI::App app("A local DataWorks service for trying out and testing clients.", "dataworks-emulator");
  app.footer(
      "Serves until a signal ends it. With -- COMMAND... it runs COMMAND against itself instead,\n"
      "ends when COMMAND ends, and exits with its exit code.");
  app.set_version_flag("--version", "dataworks-emulator " DATAWORKS_VERSION);
  app.add_option("--port", settings.server.port, "Port to listen on; 0: a free one")->check(CLI::Range(0, 65535));
  app.add_option("--bind", settings.server.bind, "Address to listen on")->capture_default_str();
  app.add_option("--flows", settings.flowsFile, "File of projects and flows, in addition to the built-in test_project")
      ->type_name("FILE");
  app.add_option("--check", settings.checkFile, "Check a flows file and exit")->type_name("FILE");
  app.add_option("--speed", settings.service.speed, "Run flows N times as fast")->type_name("N")->capture_default_str();
  app.add_option("--access-key-id", settings.service.accessKey.id, "Id of the accepted access key")
      ->capture_default_str();
  app.add_option("--access-key-secret", settings.service.accessKey.secret, "Secret of the accepted access key")
      ->capture_default_str();
  std::string dialect = "wire";
  app.add_option("--dialect", dialect,
                 "Spelling of responses: wire (as SDKs expect) or reference (as in the API reference's samples)")
      ->check(CLI::IsMember({"wire", "reference"}))
      ->capture_default_str();
  std::vector<std::string> faults;
  app.add_option(
         "--fault", faults,
         "Inject a fault, with a probability P from 0 to 1 (default: 1); may be repeated; kinds: " + faultNames())
      ->type_name("KIND[:P]")
      ->allow_extra_args(false);
  app.add_flag("--tls", settings.tls, "Serve HTTPS, with a certificate from an authority created for this start");
  app.add_flag("--exit-with-parent", settings.exitWithParent, "End when the process that started this one ends");
  try {
    std::ranges::reverse(arguments);  // as CLI11 wants them
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kBadUsage;
  }

  settings.server.dialect = dialect == "wire" ? Dialect::kWire : Dialect::kReference;
  if (!(settings.service.speed > 0 && settings.service.speed <= 1e6)) {
    return printError("--speed must be a number greater than 0, at most 1000000"), kBadUsage;
  }
  for (const std::string& text : faults) {
    std::string error;
    const auto fault = parseRandomFault(text, error);
    if (!fault) return printError("--fault " + text + ": " + error), kBadUsage;
    settings.service.faults.push_back(*fault);
  }
  return std::nullopt;
}

/// The projects of the file, or none after printing why.
std::optional<Projects> loadFlows(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  for (char character = 0; file.get(character);) text += character;
  if (!file.is_open() || file.bad()) {  // bad: a folder, for example
    printError("cannot read " + path);
    return std::nullopt;
  }
  FlowsFile flows = readFlows(text, path);
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

int runWrapped(const Lifetime& lifetime, const Settings& settings, const std::string& url, const std::string& caFile) {
  const auto started =
      lifetime.start(settings.command, environmentFor(currentEnvironment(), url, settings.service.accessKey, caFile));
  if (const auto* failure = std::get_if<Lifetime::StartFailure>(&started)) {
    printError(failure->message);
    return failure->exitCode;
  }
  return lifetime.waitForEnd(std::get<pid_t>(started));
}

int serve(Settings& settings) {
  auto projects = allProjects(settings.flowsFile);
  if (!projects) return kBadUsage;
  const Lifetime lifetime(settings.exitWithParent);
  setFirstIds(settings.service);

  std::unique_ptr<TemporaryFile> caFile;
  if (settings.tls) {
    settings.server.certificates = makeCertificates(settings.server.bind);
    caFile = std::make_unique<TemporaryFile>("ca.pem", settings.server.certificates->authorityPem);
    std::cerr << "CA file: " << caFile->path() << std::endl;
  }
  // Never freed: its threads use it until the process is gone.
  auto* server = new Server(Service(std::move(*projects), settings.service), std::move(settings.server));
  if (!server->start()) {
    printError("cannot listen on " + server->url() + ": the address is in use or does not belong to this machine");
    return kCannotServe;
  }
  if (!settings.command.empty()) {
    return runWrapped(lifetime, settings, server->url(), caFile ? caFile->path() : std::string());
  }
  std::cout << server->url() << std::endl;
  return lifetime.waitForEnd();
}

int run(std::vector<std::string> arguments) {
  Settings settings;
  if (const auto exitCode = readCommandLine(std::move(arguments), settings)) return *exitCode;
  return settings.checkFile.empty() ? serve(settings) : check(settings.checkFile);
}

}  // namespace
}  // namespace dataworks::emulator

int main(int count, char** arguments) {
  int exitCode = 0;
  try {
    exitCode = dataworks::emulator::run({arguments + 1, arguments + count});
  } catch (const std::exception& error) {
    dataworks::emulator::printError(error.what());
    exitCode = dataworks::emulator::kCannotServe;
  }
  dataworks::emulator::exitNow(exitCode);
}
