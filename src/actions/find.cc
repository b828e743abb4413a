// SPDX-License-Identifier: Apache-2.0
#include "actions/find.h"

#include <memory>
#include <optional>
#include <utility>

#include "actions/candidates.h"
#include "actions/paced_calls.h"
#include "api/prepare.h"
#include "options/validate.h"
#include "text/duration.h"
#include "text/time.h"
#include "types/make_error.h"

namespace dataworks::detail {

namespace {

/// A workspace, and when the service said so.
struct DatedProject {
  std::string requestId{};
  std::int64_t id = 0;
  std::optional<std::chrono::system_clock::time_point> date{};
};

Result<DatedProject> readProject(HttpResponse&& response, const CallRequest& request) {
  const auto date = parseHttpDate(response.header("Date"));
  auto project = api::decode<GetProjectRequest>(std::move(response), request);
  if (!project) return std::move(project).error();
  return DatedProject{.requestId = std::move(project->requestId), .id = project->projectId, .date = date};
}

/// One search for runs: its calls, one after the other.
class Finder : public std::enable_shared_from_this<Finder> {
 public:
  Finder(CallContext& context, PreparedFind&& find, Done<DagCandidates>&& done)
      : context_(context),
        options_(std::move(find.options)),
        ends_(deadlineOf(find.startTime, options_.timeout)),
        calls_(context, options_.stop, ends_),
        done_(std::move(done)) {}

  static Cancel start(const std::shared_ptr<Finder>& finder);

 private:
  using TimePoint = EventLoop::TimePoint;

  void begin();
  void askForProject();
  void onProject(Result<DatedProject> project);
  void beginSearch(const KnownProject& project);
  void readPage();
  void askForDetails(std::size_t which);
  void end(ErrorKind kind);
  void finishEarly(ErrorKind kind);
  [[nodiscard]] Error endError(ErrorKind kind) const;
  void finish(Result<DagCandidates> result);
  template <class T, class Prepare, class Then>
  void call(Prepare prepare, Then then);
  template <class Step>
  void guarded(const Step& step) noexcept;

  CallContext& context_;
  const FindOptions options_;
  const TimePoint ends_;
  PacedCalls calls_;
  Done<DagCandidates> done_;
  std::optional<EventLoop::Timer> deadline_;
  std::optional<ErrorKind> endedBy_;  // it ends as soon as the call that is under way has
  std::optional<CandidateSearch> search_;
  DagCandidates found_;
};

Cancel Finder::start(const std::shared_ptr<Finder>& finder) {
  Cancel cancel = [weak = std::weak_ptr<Finder>(finder)] {
    if (auto self = weak.lock()) self->guarded([&] { self->end(ErrorKind::kCancelled); });
  };
  finder->guarded([&] { finder->begin(); });
  return cancel;
}

void Finder::begin() {
  if (options_.stop.stop_requested()) return finish(endError(ErrorKind::kCancelled));
  if (calls_.now() >= ends_) return finish(endError(ErrorKind::kTimeout));
  if (ends_ != TimePoint::max()) {
    deadline_ = context_.loop.at(ends_, [self = shared_from_this()] {
      self->deadline_.reset();
      self->guarded([&] { self->end(ErrorKind::kTimeout); });
    });
  }
  const auto known = context_.client.projects.find(options_.regionId, options_.projectName);
  known ? beginSearch(*known) : askForProject();
}

void Finder::askForProject() {
  const GetProjectRequest request{.projectIdentifier = options_.projectName, .regionId = options_.regionId};
  auto prepareIt = [this, request](const CallOptions& options) {
    return prepared<DatedProject>(api::encode(request), options, context_.client.settings, readProject);
  };
  call<DatedProject>(std::move(prepareIt), [this](auto project) { onProject(std::move(project)); });
}

void Finder::onProject(Result<DatedProject> project) {
  if (!project) return finish(std::move(project).error());
  KnownProject known{.id = project->id};
  if (project->date) known.clockDifference = *project->date - context_.client.settings.clock->wallNow();
  context_.client.projects.remember(options_.regionId, options_.projectName, known);
  beginSearch(known);
}

// `createdSince` is by this client's time, which may be corrected already.
void Finder::beginSearch(const KnownProject& project) {
  const auto corrected = context_.client.clockOffset.load(std::memory_order_relaxed);
  search_.emplace(options_, project.id, project.clockDifference.value_or(corrected) - corrected);
  readPage();
}

void Finder::readPage() {
  if (!search_->next()) {
    found_ = search_->take();
    return askForDetails(0);
  }
  auto prepareIt = [this, request = *search_->next()](const CallOptions& options) {
    return prepare(request, options, context_.client.settings);
  };
  call<ListInstancesResponse>(std::move(prepareIt), [this](Result<ListInstancesResponse> page) {
    if (!page) return finish(std::move(page).error());
    search_->onPage(*page);
    readPage();
  });
}

// Without them, the candidates are candidates all the same.
void Finder::askForDetails(std::size_t which) {
  if (which >= found_.size() || which >= static_cast<std::size_t>(options_.maxDetails)) {
    return finish(std::move(found_));
  }
  const GetDagRequest request{.dagId = found_[which].dagId, .env = options_.env, .regionId = options_.regionId};
  auto prepareIt = [this, request](const CallOptions& options) {
    return prepare(request, options, context_.client.settings);
  };
  call<GetDagResponse>(std::move(prepareIt), [this, which](Result<GetDagResponse> dag) {
    if (!dag && dag.error().kind == ErrorKind::kRejected) return finish(std::move(found_));  // nor for the others
    if (dag) addDetails(found_[which], std::move(dag->data));
    askForDetails(which + 1);
  });
}

template <class T, class Prepare, class Then>
void Finder::call(Prepare prepare, Then then) {
  Done<T> done = [self = shared_from_this(), then](Result<T>&& result) {
    self->guarded([&] {
      if (self->endedBy_) return self->finishEarly(*self->endedBy_);
      then(std::move(result));
    });
  };
  calls_.start(calls_.now(), std::move(prepare), std::move(done));
}

void Finder::end(ErrorKind kind) {
  if (endedBy_ || !done_) return;
  endedBy_ = kind;
  const auto self = shared_from_this();  // the cancelled call may be what keeps this
  calls_.cancel();
}

void Finder::finishEarly(ErrorKind kind) {
  if (kind == ErrorKind::kTimeout && !found_.empty()) return finish(std::move(found_));  // only details are missing
  finish(endError(kind));
}

Error Finder::endError(ErrorKind kind) const {
  return {.kind = kind,
          .phase = Phase::kPolling,
          .operation = std::string(kFindManualDags),
          .message = kind == ErrorKind::kTimeout
                         ? "the search for runs was not over within " + formatDuration(options_.timeout)
                         : std::string("stopped searching")};
}

void Finder::finish(Result<DagCandidates> result) {
  const auto done = std::exchange(done_, nullptr);
  if (!done) return;
  if (deadline_) context_.loop.cancel(*deadline_);
  deadline_.reset();
  done(std::move(result));
}

template <class Step>
void Finder::guarded(const Step& step) noexcept {
  const auto self = shared_from_this();
  try {
    step();
  } catch (...) {  // out of memory
    context_.noteException();
    if (deadline_) context_.loop.cancel(*deadline_);
    deadline_.reset();
    if (const auto done = std::exchange(done_, nullptr)) done(internalError());
  }
}

}  // namespace

Result<PreparedFind> prepare(const FindOptions& options, const Settings& settings) {
  PreparedFind find{options, settings.clock->steadyNow()};
  std::string text = negativeAmong({{"timeout", options.timeout, "; 0 means none"}});
  if (text.empty() && (options.maxPages < 1 || options.maxPages > 10)) text = "maxPages must be from 1 to 10";
  if (text.empty() && options.maxDetails < 0) text = "maxDetails is negative; 0 means none";
  std::optional<Error> problem;
  if (!text.empty()) problem = invalidArgument(std::move(text));
  const GetProjectRequest project{.projectIdentifier = options.projectName, .regionId = options.regionId};
  if (auto encoded = api::encode(project); !problem && !encoded) problem = std::move(encoded).error();
  const ListInstancesRequest list{.projectId = 1, .flowName = options.flowName, .beginBizdate = options.bizdate};
  if (auto encoded = api::encode(list); !problem && !encoded) problem = std::move(encoded).error();
  if (problem) return withContext(find.errorContext(), *std::move(problem));
  return find;
}

Cancel PreparedFind::start(CallContext& context, Done<DagCandidates> done) && {
  return Finder::start(std::make_shared<Finder>(context, std::move(*this), std::move(done)));
}

}  // namespace dataworks::detail
