#include "ringback/context/context_room.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/context/ranking.h"
#include "ringback/context/wording.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"

namespace ringback {
namespace {

// Look-ups that a stalled store can hold up at once; those after them are answered from what is in
// memory.
constexpr size_t kMaxErrands = 16;
constexpr size_t kMaxMatches = 20;
constexpr std::string_view kAnyTenant = "tenants/-";

// The part of the deadline that is kept for making the answer and sending it.
absl::Duration Margin(absl::Duration left) {
  return std::clamp(left / 5, absl::Milliseconds(2), absl::Milliseconds(50));
}

void FillAni(const std::string& raw, const ReadNumber& read, v1::Ani* ani) {
  ani->set_raw(raw);
  ani->set_withheld(read.kind == ReadNumber::Kind::kWithheld);
  if (read.number.empty()) return;
  ani->set_e164(read.number.ToE164());
  const NumberDetails details = Describe(read.number);
  ani->set_national(details.national);
  ani->set_region(details.region);
  ani->set_type(static_cast<v1::Ani::NumberType>(details.type));
  ani->set_valid(details.valid);
}

}  // namespace

// A look-up that is under way on another thread. Kept by both threads: the one that waits may be
// gone first.
struct ContextRoom::Errand {
  std::shared_ptr<const LookupQuestion> question;
  Findings findings;
  std::mutex mutex;
  std::condition_variable ended_wake;
  bool ended = false;
  bool failed = false;
};

ContextRoom::ContextRoom(RequestRunner* runner) : runner_(*runner), executor_(kMaxErrands) {}

ContextRoom::~ContextRoom() = default;

absl::StatusOr<LookupQuestion> ContextRoom::Read(const v1::LookupCallerRequest& request,
                                                 const RequestContext& context,
                                                 v1::CallerContext* card) {
  LookupQuestion question;
  if (request.parent() == kAnyTenant) {
    // Which tenant is called is in the DNIS; only one in E.164 can say so, for the region is the
    // tenant's.
    question.tenant = runner_.tenants().FindByNumber(ReadSignalled(request.dnis(), "ZZ").number);
  } else {
    RINGBACK_ASSIGN_OR_RETURN(question.tenant, runner_.TenantFor(request.parent()));
  }
  const std::string region = question.tenant == nullptr ? "ZZ" : question.tenant->region();
  question.ani = ReadSignalled(request.ani(), region);
  question.dnis = ReadSignalled(request.dnis(), region).number;
  question.at_us = request.has_at_time() ? ToMicros(request.at_time()) : context.now_micros();
  question.name_hint = request.name_hint();
  question.agent = std::string(LastSegment(request.agent()));
  question.verification = request.verification();
  FillAni(request.ani(), question.ani, card->mutable_ani());
  if (question.tenant != nullptr) card->set_tenant(TenantName(question.tenant->id));
  return question;
}

absl::StatusOr<v1::CallerContext> ContextRoom::LookupCaller(const v1::LookupCallerRequest& request,
                                                            const RequestContext& context) {
  RINGBACK_RETURN_IF_ERROR(Validate(request));
  v1::CallerContext card;
  RINGBACK_ASSIGN_OR_RETURN(LookupQuestion read, Read(request, context, &card));
  // Only full attestation says that the number is the caller's own (ATIS-1000074).
  card.set_verify_identity(request.verification() != v1::VERIFICATION_A);
  if (read.tenant == nullptr) {
    card.set_opening_line(
        "Thank you for calling. May I have your name, and what can I do for you?");
    return card;
  }
  const auto question = std::make_shared<const LookupQuestion>(std::move(read));
  bool partial = false;
  std::vector<Candidate> candidates = GatherBefore(context.deadline, question, &partial);
  card.set_partial(partial);
  ComposeCard(*question, std::move(candidates), &card);
  return card;
}

std::vector<Candidate> ContextRoom::GatherBefore(absl::Time deadline,
                                                 std::shared_ptr<const LookupQuestion> question,
                                                 bool* partial) {
  if (deadline == absl::InfiniteFuture()) {
    Findings findings;
    *partial =
        !runner_.store()
             .Read(deadline,
                   [&](store::Session& session) { return Gather(session, *question, &findings); })
             .ok();
    return findings.Copy();
  }
  const absl::Time until = deadline - Margin(deadline - absl::Now());
  auto errand = std::make_shared<Errand>();
  errand->question = std::move(question);
  executor_.Schedule([errand, until, &store = runner_.store()] {
    const absl::Status status = store.Read(until, [&](store::Session& session) {
      return Gather(session, *errand->question, &errand->findings);
    });
    {
      std::lock_guard lock(errand->mutex);
      errand->ended = true;
      errand->failed = !status.ok();
    }
    errand->ended_wake.notify_one();
  });
  std::unique_lock lock(errand->mutex);
  errand->ended_wake.wait_until(lock, absl::ToChronoTime(until), [&] { return errand->ended; });
  *partial = !errand->ended || errand->failed;
  return errand->findings.Copy();
}

void ComposeCard(const LookupQuestion& question, std::vector<Candidate> candidates,
                 v1::CallerContext* card) {
  Rank(question, &candidates);
  if (candidates.size() > kMaxMatches) candidates.resize(kMaxMatches);
  card->set_opening_line(OpeningLine(question, candidates));
  for (std::string& step : NextSteps(question, candidates, card->verify_identity())) {
    card->add_next_steps(std::move(step));
  }
  for (Candidate& candidate : candidates) *card->add_matches() = std::move(candidate.match);
}

}  // namespace ringback
