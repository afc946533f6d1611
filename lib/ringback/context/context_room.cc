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
constexpr size_t kMaxErrands = 16;
constexpr std::chrono::milliseconds kErrandsPatience{10};

size_t Cores() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 2, kMaxErrands); }

// Some 40,000 cards of an ordinary size.
constexpr size_t kCardBytes = size_t{64} << 20;
constexpr size_t kMaxMatches = 20;
constexpr std::string_view kAnyTenant = "tenants/-";

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
struct ContextRoom::Errand {
  std::string request_bytes;  // what the card is kept by
  RequestContext context;
  Done done;

  std::once_flag prepared;  // guards what follows
  absl::Status preparation;
  v1::LookupCallerRequest request;
  LookupQuestion question;
  Findings findings;
  v1::CallerContext& card = *findings.New<v1::CallerContext>();

  std::atomic_flag answered;
  Timer::Id alarm;
};

ContextRoom::ContextRoom(RequestRunner* runner, const ScriptDirectory* scripts)
    : runner_(*runner),
      scripts_(*scripts),
      cards_(&runner->store().changes(), kCardBytes),
      executor_(Cores(), kMaxErrands, kErrandsPatience) {}

ContextRoom::~ContextRoom() = default;

absl::Status ContextRoom::Prepare(Errand& errand) {
  std::call_once(errand.prepared, [&] {
    errand.preparation = ParseRequest(errand.request_bytes, &errand.request);
    if (errand.preparation.ok()) errand.preparation = ReadQuestion(errand);
  });
  return errand.preparation;
}

absl::Status ContextRoom::ReadQuestion(Errand& errand) {
  const v1::LookupCallerRequest& request = errand.request;
  LookupQuestion& question = errand.question;
  RINGBACK_RETURN_IF_ERROR(Validate(request));
  // Before anything is read that a write may change.
  errand.findings.basis().moment = runner_.store().changes().Now();
  if (request.parent() == kAnyTenant) {
    // Which tenant is called is in the DNIS; only one in E.164 can say so, for the region is the
    // tenant's.
    question.tenant = runner_.tenants().FindByNumber(ReadSignalled(request.dnis(), "ZZ").number);
    errand.findings.basis().marks.push_back(marks::Tenant(""));
  } else {
    RINGBACK_ASSIGN_OR_RETURN(question.tenant, runner_.TenantFor(request.parent()));
  }
  const std::string region = question.tenant == nullptr ? "ZZ" : question.tenant->region();
  question.ani = ReadSignalled(request.ani(), region);
  question.dnis = ReadSignalled(request.dnis(), region).number;
  if (request.has_at_time()) {
    question.at_us = question.until_us = ToMicros(request.at_time());
    errand.findings.basis().lasting = false;  // nobody asks for the same moment again
  } else {
    question.at_us = errand.context.now_micros();
    question.until_us = question.at_us + kMinuteMicros;
  }
  question.name_hint = request.name_hint();
  question.agent = std::string(LastSegment(request.agent()));
  question.verification = request.verification();
  // Only full attestation says that the number is the caller's own (ATIS-1000074).
  errand.card.set_verify_identity(request.verification() != v1::VERIFICATION_A);
  if (question.tenant != nullptr) {
    errand.card.set_tenant(TenantName(question.tenant->id));
    question.scripts = scripts_.Find(question.tenant->id);
  }
  return absl::OkStatus();
}

absl::Status ContextRoom::AskStore(Errand& errand, absl::Time deadline) {
  if (errand.question.tenant == nullptr) return absl::OkStatus();
  const auto gather = [&](store::Session& session) {
    return Gather(session, errand.question, &errand.findings);
  };
  store::Store& store = runner_.store();
  CardBasis& basis = errand.findings.basis();
  const uint64_t prepared = basis.moment;
  absl::Status read = store.ReadKept(deadline, [&](store::Session& session, uint64_t moment) {
    basis.moment = std::min(prepared, moment);
    return gather(session);
  });
  if (!read.ok() || Unchanged(store.changes(), basis)) return read;
  // The snapshot is from before a write that the card must show.
  errand.findings.Forget();
  basis.moment = prepared;
  return store.Read(deadline, gather);
}

absl::StatusOr<Card> ContextRoom::MakeCard(Errand& errand, bool whole) {
  RINGBACK_RETURN_IF_ERROR(Prepare(errand));
  v1::CallerContext& card = errand.card;
  FillAni(errand.request.ani(), errand.question.ani, errand.findings.details(), card.mutable_ani());
  card.set_partial(!whole);
  errand.question.agent_name = errand.findings.agent_name();
  errand.question.do_not_call = errand.findings.do_not_call();
  if (errand.question.tenant == nullptr) {
    card.set_opening_line(
        "Thank you for calling. May I have your name, and what can I do for you?");
  } else {
    ComposeCard(errand.question, whole ? errand.findings.Take() : errand.findings.Copy(), &card);
    for (v1::ArticleHit& hit : errand.findings.articles()) *card.add_articles() = std::move(hit);
  }
  auto bytes = std::make_shared<const std::string>(card.SerializeAsString());
  if (whole && errand.question.tenant != nullptr) {
    cards_.Keep(errand.request_bytes, bytes, std::move(errand.findings.basis()));
  }
  return Card(std::move(bytes));
}

Card ContextRoom::FindCard(std::string_view request, absl::Time now) {
  return cards_.Find(request, absl::ToUnixMicros(now));
}

absl::StatusOr<Card> ContextRoom::Lookup(std::string request_bytes, const RequestContext& context) {
  if (Card kept = cards_.Find(request_bytes, context.now_micros())) return kept;
  if (context.deadline == absl::InfiniteFuture()) {
    Errand errand;
    errand.request_bytes = std::move(request_bytes);
    errand.context = context;
    RINGBACK_RETURN_IF_ERROR(Prepare(errand));
    const bool whole = AskStore(errand, context.deadline).ok();
    return MakeCard(errand, whole);
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
  auto errand = std::make_shared<Errand>();
  errand->request_bytes = std::move(request_bytes);
  errand->context = context;
  errand->done = std::move(done);
  const absl::Time until = context.deadline - Margin(context.deadline - absl::Now());
  errand->alarm = timer_.At(until, [this, errand] { Answer(*errand, /*whole=*/false); });
  executor_.Schedule([this, errand, until] {
    const bool whole = Prepare(*errand).ok() && AskStore(*errand, until).ok();
    Answer(*errand, whole);
    timer_.Cancel(errand->alarm);
  });
}

void ContextRoom::Answer(Errand& errand, bool whole) {
  if (errand.answered.test_and_set()) return;
  errand.done(MakeCard(errand, whole));
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
