#include "ringback/context/context_room.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "ringback/base/awaited.h"
#include "ringback/base/status_macros.h"
#include "ringback/context/age.h"
#include "ringback/context/gather.h"
#include "ringback/context/ranking.h"
#include "ringback/context/scripted_words.h"
#include "ringback/context/wording.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"

namespace ringback {
namespace {

// Look-ups that a stalled store can hold up at once; those after them are answered from what is in
// memory. While nothing stalls, more threads than cores would only be in each other's way.
constexpr size_t kMaxInquiries = 16;
constexpr std::chrono::milliseconds kInquiriesPatience{10};

size_t Cores() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 2, kMaxInquiries); }

// Some 40,000 cards of an ordinary size.
constexpr size_t kCardBytes = size_t{64} << 20;
constexpr size_t kMaxMatches = 20;

// The part of the deadline that is kept for making the answer and sending it.
absl::Duration Margin(absl::Duration left) {
  return std::clamp(left / 5, absl::Milliseconds(2), absl::Milliseconds(50));
}

void FillAni(const std::string& raw, const ReadNumber& read, const NumberDetails& known,
             v1::Ani* ani) {
  ani->set_raw(raw);
  ani->set_withheld(read.kind == ReadNumber::Kind::kWithheld);
  if (read.number.empty()) return;
  ani->set_e164(read.number.ToE164());
  // The plan takes its time; it was asked when somebody's number was saved.
  const NumberDetails details = known.national.empty() ? Describe(read.number) : known;
  ani->set_national(details.national);
  ani->set_region(details.region);
  ani->set_type(static_cast<v1::Ani::NumberType>(details.type));
  ani->set_valid(details.valid);
}

}  // namespace

// A look-up that is under way. Kept by all threads that have to do with it: the one that asks the
// store may be held up long after the answer went out.
struct ContextRoom::Inquiry {
  std::string request_bytes;  // what the card is kept by
  RequestContext context;
  Done done;

  std::once_flag prepared;  // guards what follows
  absl::Status preparation;
  v1::LookupCallerRequest request;
  LookupQuestion question;

  Findings findings;
  v1::CallerContext& card = *findings.New<v1::CallerContext>();  // in their arena
  std::atomic_flag answered;
  Timer::Id alarm;
};

ContextRoom::ContextRoom(RequestRunner* runner, const ScriptDirectory* scripts)
    : runner_(*runner),
      scripts_(*scripts),
      cards_(&runner->store().changes(), kCardBytes),
      executor_(Cores(), kMaxInquiries, kInquiriesPatience) {}

ContextRoom::~ContextRoom() = default;

absl::Status ContextRoom::Prepare(Inquiry& inquiry) {
  std::call_once(inquiry.prepared, [&] {
    inquiry.preparation = ParseRequest(inquiry.request_bytes, &inquiry.request);
    if (inquiry.preparation.ok()) inquiry.preparation = ReadQuestion(inquiry);
  });
  return inquiry.preparation;
}

absl::Status ContextRoom::ReadQuestion(Inquiry& inquiry) {
  const v1::LookupCallerRequest& request = inquiry.request;
  LookupQuestion& question = inquiry.question;
  RINGBACK_RETURN_IF_ERROR(runner_.Check(request));
  // Before anything is read that a write may change.
  inquiry.findings.basis().moment = runner_.store().changes().Now();
  if (request.parent() == kEveryTenant) {
    // Which tenant is called is in the DNIS; only one in E.164 can say so, for the region is the
    // tenant's.
    question.tenant = runner_.tenants().FindByNumber(ReadSignalled(request.dnis(), "ZZ").number);
    if (question.tenant != nullptr) {
      RINGBACK_RETURN_IF_ERROR(Validate(request, question.tenant->id));
    }
    inquiry.findings.basis().marks.push_back(marks::Tenant(""));
  } else {
    RINGBACK_ASSIGN_OR_RETURN(question.tenant, runner_.TenantFor(request.parent()));
  }
  const std::string region = question.tenant == nullptr ? "ZZ" : question.tenant->region();
  question.ani = ReadSignalled(request.ani(), region);
  question.dnis = ReadSignalled(request.dnis(), region).number;
  if (request.has_at_time()) {
    question.at_us = question.until_us = ToMicros(request.at_time());
    inquiry.findings.basis().lasting = false;  // nobody asks for the same moment again
  } else {
    question.at_us = inquiry.context.now_micros();
    question.until_us = question.at_us + kMinuteMicros;
  }
  question.name_hint = request.name_hint();
  question.agent = std::string(LastSegment(request.agent()));
  question.verification = request.verification();
  // Only full attestation says that the number is the caller's own (ATIS-1000074).
  inquiry.card.set_verify_identity(request.verification() != v1::VERIFICATION_A);
  if (question.tenant != nullptr) {
    inquiry.card.set_tenant(TenantName(question.tenant->id));
    question.scripts = scripts_.Find(question.tenant->id);
  }
  return absl::OkStatus();
}

absl::Status ContextRoom::AskStore(Inquiry& inquiry, absl::Time deadline) {
  if (inquiry.question.tenant == nullptr) return absl::OkStatus();
  const auto gather = [&](store::Session& session) {
    return Gather(session, inquiry.question, &inquiry.findings);
  };
  store::Store& store = runner_.store();
  CardBasis& basis = inquiry.findings.basis();
  const uint64_t prepared = basis.moment;
  absl::Status read = store.ReadKept(deadline, [&](store::Session& session, uint64_t moment) {
    basis.moment = std::min(prepared, moment);
    return gather(session);
  });
  if (!read.ok() || Unchanged(store.changes(), basis)) return read;
  // The snapshot is from before a write that the card must show.
  inquiry.findings.Forget();
  basis.moment = prepared;
  return store.Read(deadline, gather);
}

absl::StatusOr<Card> ContextRoom::MakeCard(Inquiry& inquiry, bool whole) {
  RINGBACK_RETURN_IF_ERROR(Prepare(inquiry));
  v1::CallerContext& card = inquiry.card;
  FillAni(inquiry.request.ani(), inquiry.question.ani, inquiry.findings.details(),
          card.mutable_ani());
  card.set_partial(!whole);
  inquiry.question.agent_name = inquiry.findings.agent_name();
  inquiry.question.do_not_call = inquiry.findings.do_not_call();
  if (inquiry.question.tenant == nullptr) {
    card.set_opening_line(
        "Thank you for calling. May I have your name, and what can I do for you?");
  } else {
    ComposeCard(inquiry.question, whole ? inquiry.findings.Take() : inquiry.findings.Copy(), &card);
    for (v1::ArticleHit& hit : inquiry.findings.articles()) *card.add_articles() = std::move(hit);
  }
  auto bytes = std::make_shared<const std::string>(card.SerializeAsString());
  if (whole && inquiry.question.tenant != nullptr) {
    cards_.Keep(inquiry.request_bytes, bytes, std::move(inquiry.findings.basis()));
  }
  return Card(std::move(bytes));
}

Card ContextRoom::FindCard(std::string_view request, absl::Time now) {
  return cards_.Find(request, runner_.Dated({.now = now}).now_micros());
}

absl::StatusOr<Card> ContextRoom::Lookup(std::string request_bytes, const RequestContext& asked) {
  const RequestContext context = runner_.Dated(asked);
  if (Card kept = cards_.Find(request_bytes, context.now_micros())) return kept;
  if (context.deadline == absl::InfiniteFuture()) {
    Inquiry inquiry;
    inquiry.request_bytes = std::move(request_bytes);
    inquiry.context = context;
    RINGBACK_RETURN_IF_ERROR(Prepare(inquiry));
    const bool whole = AskStore(inquiry, context.deadline).ok();
    return MakeCard(inquiry, whole);
  }
  Awaited<absl::StatusOr<Card>> answer;
  BeginLookup(std::move(request_bytes), context,
              [&](absl::StatusOr<Card> card) { answer.Give(std::move(card)); });
  return answer.Wait();
}

absl::StatusOr<std::string> ContextRoom::LookupCard(const v1::LookupCallerRequest& request,
                                                    const RequestContext& context) {
  RINGBACK_ASSIGN_OR_RETURN(const Card card, Lookup(request.SerializeAsString(), context));
  return *card;
}

absl::StatusOr<v1::CallerContext> ContextRoom::LookupCaller(const v1::LookupCallerRequest& request,
                                                            const RequestContext& context) {
  RINGBACK_ASSIGN_OR_RETURN(const Card bytes, Lookup(request.SerializeAsString(), context));
  v1::CallerContext card;
  if (!card.ParseFromString(*bytes)) return absl::InternalError("a card could not be read");
  return card;
}

void ContextRoom::BeginLookup(std::string request_bytes, const RequestContext& context, Done done) {
  auto inquiry = std::make_shared<Inquiry>();
  inquiry->request_bytes = std::move(request_bytes);
  inquiry->context = runner_.Dated(context);
  inquiry->done = std::move(done);
  const absl::Time until = context.deadline - Margin(context.deadline - absl::Now());
  inquiry->alarm = timer_.At(until, [this, inquiry] { Answer(*inquiry, /*whole=*/false); });
  executor_.Schedule([this, inquiry, until] {
    const bool whole = Prepare(*inquiry).ok() && AskStore(*inquiry, until).ok();
    Answer(*inquiry, whole);
    timer_.Cancel(inquiry->alarm);
  });
}

void ContextRoom::Answer(Inquiry& inquiry, bool whole) {
  if (inquiry.answered.test_and_set()) return;
  inquiry.done(MakeCard(inquiry, whole));
}

void ComposeCard(const LookupQuestion& question, std::vector<Candidate> candidates,
                 v1::CallerContext* card) {
  Rank(question, &candidates);
  if (candidates.size() > kMaxMatches) candidates.resize(kMaxMatches);
  for (const Candidate& candidate : candidates) SayScore(question, candidate);
  ScriptedWords words = SayScripts(question, candidates, card->verify_identity());
  card->set_opening_line(words.opening_line.empty() ? OpeningLine(question, candidates)
                                                    : std::move(words.opening_line));
  card->set_script(std::move(words.script));
  for (std::string& step : NextSteps(question, candidates, card->verify_identity())) {
    card->add_next_steps(std::move(step));
  }
  for (const Candidate& candidate : candidates)
    card->mutable_matches()->AddAllocated(candidate.match);
}

}  // namespace ringback
