#include "bindings/c/card.h"

#include <cstring>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bindings/c/options.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/v1/caller_context.pb.h"
#include "ringback/v1/field_rules.pb.h"

namespace ringback::c {
namespace {

// The numbers of ringback.h are those of the contract.
static_assert(int{v1::CONFIDENCE_CONFIRMED} == int{RB_CONFIDENCE_CONFIRMED});
static_assert(int{v1::VERIFICATION_FAILED} == int{RB_VERIFICATION_FAILED});
static_assert(int{v1::OutboundAttempt::OUTCOME_FAILED} == int{RB_OUTCOME_FAILED});
static_assert(int{v1::CHANNEL_LETTER} == int{RB_CHANNEL_LETTER});
static_assert(int{v1::Lead::STATE_RETURNED} == int{RB_LEAD_STATE_RETURNED});
static_assert(int{v1::PRESENCE_AWAY} == int{RB_PRESENCE_AWAY});

// What the structure had in 0.1.0.
constexpr size_t kFirstRequestSize = 56;

constexpr absl::Duration kLookupTimeout = absl::Seconds(1);
constexpr absl::Duration kMostLookupTimeout = absl::Minutes(1);

// Structures of one type that stay where they are, and pointers to them in rows.
template <typename T>
class Rows {
 public:
  T& Add() {
    pointers_.push_back(&items_.emplace_back());
    return items_.back();
  }
  const T* const* begin() const { return pointers_.data(); }
  size_t size() const { return pointers_.size(); }

 private:
  std::deque<T> items_;
  std::vector<const T*> pointers_;
};

// What a match points at.
struct MatchBox {
  Rows<rb_reason> reasons;
  Rows<rb_attempt> attempts;
  Rows<rb_lead> leads;
  Rows<rb_note> notes;
};

// A card and all that it points at. The texts are those of the message.
struct CardBox : rb_card {
  CardBox() : rb_card() {}
  v1::CallerContext context;
  std::vector<const char*> next_steps;
  Rows<rb_match> matches;
  std::deque<MatchBox> boxes;
};

int64_t MicrosOf(bool known, const google::protobuf::Timestamp& time) {
  return known ? ToMicros(time) : 0;
}

void FillAttempt(const v1::OutboundAttempt& from, rb_attempt* to) {
  to->name = from.name().c_str();
  to->agent = from.agent().c_str();
  to->dialed_number = from.dialed_number().c_str();
  to->caller_id = from.caller_id().c_str();
  to->campaign = from.campaign().c_str();
  to->purpose = from.purpose().c_str();
  to->offer = from.offer().text().c_str();
  to->start_time_us = MicrosOf(from.has_start_time(), from.start_time());
  to->end_time_us = MicrosOf(from.has_end_time(), from.end_time());
  to->channel = from.channel();
  to->outcome = from.outcome();
}

void FillEvidence(const v1::Match& from, MatchBox* box) {
  for (const v1::Reason& reason : from.reasons()) {
    box->reasons.Add() = {reason.code(), reason.text().c_str(), reason.resource().c_str()};
  }
  for (const v1::OutboundAttempt& attempt : from.attempts()) {
    FillAttempt(attempt, &box->attempts.Add());
  }
  for (const v1::Lead& lead : from.open_leads()) {
    box->leads.Add() = {lead.name().c_str(), lead.interest().c_str(), lead.owner().c_str(),
                        lead.team().c_str(), lead.state()};
  }
  for (const v1::CallNote& note : from.recent_notes()) {
    box->notes.Add() = {note.name().c_str(), note.agent().c_str(), note.text().c_str(),
                        MicrosOf(note.has_note_time(), note.note_time())};
  }
}

void FillMatch(const v1::Match& from, MatchBox* box, rb_match* to) {
  FillEvidence(from, box);
  const v1::Caller& caller = from.caller();
  to->caller = caller.name().c_str();
  to->display_name = caller.display_name().c_str();
  to->honorific = caller.honorific().c_str();
  to->given_name = caller.given_name().c_str();
  to->family_name = caller.family_name().c_str();
  to->company = caller.company().c_str();
  to->confidence = from.confidence();
  for (const v1::Phone& phone : caller.phones()) {
    if (phone.do_not_call()) to->do_not_call = 1;
  }
  to->score = from.score();
  to->reason_count = box->reasons.size();
  to->reasons = box->reasons.begin();
  to->attempt_count = box->attempts.size();
  to->attempts = box->attempts.begin();
  to->lead_count = box->leads.size();
  to->leads = box->leads.begin();
  to->note_count = box->notes.size();
  to->notes = box->notes.begin();
  to->last_agent = from.last_agent().name().c_str();
  to->last_agent_name = from.last_agent().display_name().c_str();
  to->last_agent_presence = from.last_agent().presence();
}

void FillCard(CardBox* box) {
  const v1::CallerContext& from = box->context;
  for (const std::string& step : from.next_steps()) box->next_steps.push_back(step.c_str());
  for (const v1::Match& match : from.matches()) {
    FillMatch(match, &box->boxes.emplace_back(), &box->matches.Add());
  }
  rb_card& card = *box;
  card.struct_size = sizeof(card);
  card.ani = from.ani().raw().c_str();
  card.e164 = from.ani().e164().c_str();
  card.national = from.ani().national().c_str();
  card.region = from.ani().region().c_str();
  card.tenant = from.tenant().c_str();
  card.withheld = from.ani().withheld();
  card.valid = from.ani().valid();
  card.verify_identity = from.verify_identity();
  card.partial = from.partial();
  card.opening_line = from.opening_line().c_str();
  card.next_step_count = box->next_steps.size();
  card.next_steps = box->next_steps.data();
  card.match_count = box->matches.size();
  card.matches = box->matches.begin();
}

// What a text field of LookupCallerRequest takes at most, as stands beside it in the contract.
size_t MostBytes(int field) {
  const auto* described = v1::LookupCallerRequest::descriptor()->FindFieldByNumber(field);
  return described->options().GetExtension(v1::rules).max_bytes();
}

// What the network sent, which may be anything: the phone rings with a card all the same.
std::string Signalled(const char* text, size_t max_bytes) {
  if (text == nullptr) return "";
  return std::string(
      CutUtf8(MakeValidUtf8(std::string_view(text, strnlen(text, max_bytes + 1))), max_bytes));
}

// What the program itself says, which must be text.
absl::StatusOr<std::string> Given(std::string_view field, const char* text) {
  if (text == nullptr) return std::string();
  if (!IsValidUtf8(text)) return InvalidField(field, absl::StrCat(Quote(text), " is not UTF-8"));
  return std::string(text);
}

}  // namespace

absl::StatusOr<rb_card*> MakeCard(const std::string& context) {
  auto box = std::make_unique<CardBox>();
  if (!box->context.ParseFromString(context)) {
    return absl::InternalError("the answer is no CallerContext");
  }
  FillCard(box.get());
  return box.release();
}

absl::StatusOr<Lookup> ReadLookupRequest(const rb_lookup_request* request) {
  rb_lookup_request given;
  RINGBACK_RETURN_IF_ERROR(
      CopyStruct("request", request, kFirstRequestSize, &given, sizeof(given)));
  static const size_t kAni = MostBytes(v1::LookupCallerRequest::kAniFieldNumber);
  static const size_t kDnis = MostBytes(v1::LookupCallerRequest::kDnisFieldNumber);
  static const size_t kNameHint = MostBytes(v1::LookupCallerRequest::kNameHintFieldNumber);
  v1::LookupCallerRequest lookup;
  lookup.set_ani(Signalled(given.ani, kAni));
  lookup.set_dnis(Signalled(given.dnis, kDnis));
  lookup.set_name_hint(Signalled(given.name_hint, kNameHint));
  RINGBACK_ASSIGN_OR_RETURN(*lookup.mutable_agent(), Given("agent", given.agent));
  RINGBACK_ASSIGN_OR_RETURN(*lookup.mutable_parent(), Given("parent", given.parent));
  if (!v1::Verification_IsValid(given.verification)) {
    return InvalidField("verification",
                        absl::StrCat(given.verification, " is none of RB_VERIFICATION_..."));
  }
  lookup.set_verification(static_cast<v1::Verification>(given.verification));
  RINGBACK_ASSIGN_OR_RETURN(const absl::Duration timeout,
                            ReadTimeout(given.timeout_ms, kLookupTimeout, kMostLookupTimeout));
  return Lookup{lookup.SerializeAsString(), timeout};
}

}  // namespace ringback::c

extern "C" void rb_card_free(rb_card* card) { delete static_cast<ringback::c::CardBox*>(card); }
