#include "ringback/methods/call_methods.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/follow_touch.h"
#include "ringback/followup/fulfil_contact.h"
#include "ringback/followup/lead_update.h"
#include "ringback/methods/presence.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/phone/phone_number.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/call_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/identity_table.h"
#include "ringback/records/lead_table.h"
#include "ringback/records/note_table.h"
#include "ringback/records/question_table.h"
#include "ringback/rules/life.h"

namespace ringback {
namespace {

using v1::Call;

// The card of a call that rings: what is not found by then comes too late.
constexpr absl::Duration kLookupPatience = absl::Milliseconds(800);
// A call that rang longer ago is told of afterwards.
constexpr absl::Duration kRingsNow = absl::Minutes(1);

std::string OutcomeText(Call::Outcome outcome) {
  constexpr std::string_view kPrefix = "OUTCOME_";
  return Call::Outcome_Name(outcome).substr(kPrefix.size());
}

absl::Status EmitCall(WriteScope& scope, v1::EventType type, std::string_view agent,
                      const Call& call) {
  return scope.Emit(type, agent, call.name(),
                    [&](v1::Event& event) { *event.mutable_call() = call; });
}

bool WasRejected(const v1::Match& match) {
  return std::any_of(match.reasons().begin(), match.reasons().end(), [](const v1::Reason& reason) {
    return reason.code() == v1::Reason::CODE_REJECTED_BEFORE;
  });
}

// Names the subject of a call when the look-up leaves no doubt: one caller alone has this number,
// or was confirmed for it, and no agent said that it is not them.
void IdentifyAutomatically(const v1::CallerContext& card, Call* call) {
  const v1::Match* sure = nullptr;
  for (const v1::Match& match : card.matches()) {
    if (match.confidence() < v1::CONFIDENCE_KNOWN || WasRejected(match)) continue;
    if (sure != nullptr && (sure->confidence() == match.confidence() ||
                            sure->confidence() < v1::CONFIDENCE_CONFIRMED)) {
      return;
    }
    if (sure == nullptr) sure = &match;
  }
  if (sure == nullptr || card.partial()) return;
  call->set_caller(sure->caller().name());
  call->set_identification(Call::IDENTIFICATION_AUTOMATIC);
}

// The attempts of ours that this call answers are returned by it.
absl::Status ReturnAttempts(WriteScope& scope, Call* call) {
  const int64_t start_us = ToMicros(call->start_time());
  const Span span{start_us - scope.tenant.callback_window_micros(), start_us};
  RINGBACK_ASSIGN_OR_RETURN(
      const auto returned,
      MarkReturned(scope.session, scope.tenant_id(), IdOf(call->caller()),
                   PhoneNumber::FromE164(call->ani_e164()), span, IdOf(call->name()), start_us));
  if (returned.empty() || call->returned_attempt() == returned.front().name())
    return absl::OkStatus();
  call->set_returned_attempt(returned.front().name());
  for (const v1::OutboundAttempt& attempt : returned) {
    RINGBACK_RETURN_IF_ERROR(
        scope.Emit(v1::EVENT_TYPE_ATTEMPT_RETURNED, attempt.agent(), attempt.name(),
                   [&](v1::Event& event) { *event.mutable_attempt() = attempt; }));
  }
  return absl::OkStatus();
}

// Takes back what this call taught, returned and noted about the caller that it named.
absl::Status Withdraw(WriteScope& scope, Call* call) {
  const PhoneNumber number = PhoneNumber::FromE164(call->ani_e164());
  if (!number.empty() && !call->caller().empty()) {
    RINGBACK_RETURN_IF_ERROR(WithdrawConfirmation(scope.session, scope.tenant_id(), number,
                                                  IdOf(call->caller()), IdOf(call->name())));
  }
  RINGBACK_RETURN_IF_ERROR(UnmarkReturned(scope.session, scope.tenant_id(), IdOf(call->name())));
  RINGBACK_RETURN_IF_ERROR(MoveNotesOfCall(scope.session, scope.tenant_id(), IdOf(call->name()),
                                           IdOf(call->caller()), 0));
  RINGBACK_RETURN_IF_ERROR(MoveQuestionsOfCall(scope.session, scope.tenant_id(), IdOf(call->name()),
                                               IdOf(call->caller()), 0));
  call->clear_caller();
  call->clear_returned_attempt();
  return absl::OkStatus();
}

// Rule 8 of docs/lookup_rules.md: what the agent says about (number, caller) is learnt. A withheld
// number is no key and teaches nothing.
absl::Status Learn(WriteScope& scope, const Call& call, int64_t caller, bool confirmed,
                   std::string_view agent) {
  const PhoneNumber number = PhoneNumber::FromE164(call.ani_e164());
  if (number.empty() || scope.tenant.IsOwn(number)) return absl::OkStatus();
  const IdentityVerdict verdict{.caller = caller,
                                .confirmed = confirmed,
                                .agent = std::string(LastSegment(agent)),
                                .call = IdOf(call.name()),
                                .verdict_us = scope.now_us()};
  return WriteVerdict(scope.session, scope.tenant_id(), number, verdict);
}

// Whether somebody spoke with the customer in a call that has ended. One that nobody answered has
// ended as ABANDONED.
bool WasConversation(const Call& call) {
  return call.has_end_time() && call.outcome() != Call::OUTCOME_ABANDONED;
}

// Sets how and when the call ended.
absl::Status SettleEnd(const v1::EndCallRequest& request, int64_t now_us, Call* call) {
  const bool said = request.outcome() != Call::OUTCOME_UNSPECIFIED;
  const bool was_answered = call->has_answer_time();
  call->set_outcome(said           ? request.outcome()
                    : was_answered ? Call::OUTCOME_RESOLVED
                                   : Call::OUTCOME_ABANDONED);
  const int64_t earliest_us = ToMicros(was_answered ? call->answer_time() : call->start_time());
  *call->mutable_end_time() =
      request.has_end_time() ? request.end_time() : FromMicros(std::max(now_us, earliest_us));
  if (ToMicros(call->end_time()) >= earliest_us) return absl::OkStatus();
  return InvalidField("end_time", absl::StrCat("must not be before the call's ",
                                               was_answered ? "answer_time" : "start_time"));
}

// The lead of a call learns that the customer spoke with us.
absl::Status HearCustomer(WriteScope& scope, const Call& call, LeadInHand* held) {
  if (!WasConversation(call)) return absl::OkStatus();
  v1::Lead& lead = held->lead();
  const google::protobuf::Timestamp& spoke =
      call.has_answer_time() ? call.answer_time() : call.start_time();
  CountConversation(
      scope.tenant.tenant.follow_up(),
      {.agent = call.agent(), .start_us = ToMicros(spoke), .end_us = ToMicros(call.end_time())},
      &lead);
  if (!IsClosed(lead.state())) {
    // They rang first: what we had promised until then is done.
    if (call.outcome() != Call::OUTCOME_CALLBACK_PROMISED)
      RINGBACK_RETURN_IF_ERROR(FulfilPromise(scope, ToMicros(call.start_time()), &lead));
    RINGBACK_RETURN_IF_ERROR(FollowCustomer(scope, &lead));
  }
  return SaveLead(scope, {.agent = call.agent(), .reason = {}}, held);
}

// Finds the lead that a call which ends was about, `named` if that is not empty, and tells it.
absl::Status FindLead(WriteScope& scope, const std::string& named, Call* call) {
  std::string name = named;
  if (name.empty() && !call->caller().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(name, LeadOfCall(scope.session, scope.tenant_id(),
                                               IdOf(call->caller()), ToMicros(call->start_time())));
  }
  if (name.empty()) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, name));
  if (!call->caller().empty() && held.lead().caller() != call->caller()) {
    return InvalidField(
        "lead", Quote(name) + " is not a lead of " + call->caller() + ", who the call is about");
  }
  call->set_lead(name);
  return HearCustomer(scope, *call, &held);
}

// The lead of a call that has ended was not the right one's: it forgets the call.
absl::Status ForgetLead(WriteScope& scope, LeadInHand held, Call* call) {
  call->clear_lead();
  if (!WasConversation(*call)) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(
      const int64_t rang_us,
      FirstConversationOf(scope.session, scope.tenant_id(), IdOf(held.lead().caller()),
                          held.record.id, IdOf(call->name())));
  RINGBACK_ASSIGN_OR_RETURN(const int64_t rung_us,
                            FirstConnectedFor(scope.session, scope.tenant_id(), held.record.id));
  const int64_t first_us =
      rang_us == 0 || rung_us == 0 ? std::max(rang_us, rung_us) : std::min(rang_us, rung_us);
  UncountConversation(first_us, &held.lead());
  return SaveLead(scope, {.agent = call->identified_by(), .reason = {}}, &held);
}

// Says after the end of a call whom it was about, `caller`, or was not: its lead must be theirs.
absl::Status MoveToLeadOf(WriteScope& scope, const std::string& caller, bool confirmed,
                          Call* call) {
  if (!call->has_end_time()) return absl::OkStatus();
  if (!call->lead().empty()) {
    auto held = TakeLead(scope.session, call->lead());
    if (!held.ok()) return absl::IsNotFound(held.status()) ? absl::OkStatus() : held.status();
    const bool theirs = held->lead().caller() == caller;
    if (theirs == confirmed) return absl::OkStatus();
    RINGBACK_RETURN_IF_ERROR(ForgetLead(scope, *std::move(held), call));
  }
  return confirmed ? FindLead(scope, "", call) : absl::OkStatus();
}

// The card of the moment at which a call rings. One of now may be in memory, and is kept for those
// who ask next; a moment that is further away nobody asks for again.
absl::StatusOr<v1::CallerContext> CardOfRing(ContextRoom& room, const v1::StartCallRequest& request,
                                             const google::protobuf::Timestamp& ring,
                                             RequestContext context) {
  v1::LookupCallerRequest lookup;
  lookup.set_parent(request.parent());
  lookup.set_ani(request.ani());
  lookup.set_dnis(request.dnis());
  lookup.set_agent(request.agent());
  lookup.set_verification(request.verification());
  lookup.set_name_hint(request.name_hint());
  const absl::Time rang = absl::FromUnixMicros(ToMicros(ring));
  if (absl::AbsDuration(context.now - rang) <= kRingsNow) {
    context.now = rang;
  } else {
    *lookup.mutable_at_time() = ring;
  }
  if (context.deadline != absl::InfiniteFuture())
    context.deadline = std::min(context.deadline, absl::Now() + kLookupPatience);
  return room.LookupCaller(lookup, context);
}

}  // namespace

absl::StatusOr<v1::StartCallResponse> CallMethods::StartCall(const v1::StartCallRequest& request,
                                                             const RequestContext& asked) {
  RINGBACK_RETURN_IF_ERROR(runner_.Check(request));
  const RequestContext context = runner_.Dated(asked);
  const google::protobuf::Timestamp start =
      request.has_start_time() ? request.start_time() : FromMicros(context.now_micros());
  RINGBACK_ASSIGN_OR_RETURN(const v1::CallerContext card,
                            CardOfRing(lookup_, request, start, context));
  if (card.tenant().empty())
    return InvalidField("dnis", Quote(request.dnis()) + " is not a number of any tenant");
  return runner_.Write<v1::StartCallResponse>(
      request, card.tenant(), context,
      [&](WriteScope& scope) -> absl::StatusOr<v1::StartCallResponse> {
        v1::StartCallResponse response;
        Call& call = *response.mutable_call();
        call.set_name(ResourceName(scope.tenant_id(), "calls", NewId(scope.context.now)));
        call.set_ani(request.ani());
        call.set_ani_e164(card.ani().e164());
        call.set_dnis(request.dnis());
        call.set_dnis_e164(ReadSignalled(request.dnis(), scope.tenant.region()).number.ToE164());
        call.set_sip_call_id(request.sip_call_id());
        *call.mutable_agent() = AgentName(scope.tenant_id(), request.agent());
        call.set_verification(request.verification());
        *call.mutable_start_time() = start;
        *call.mutable_create_time() = FromMicros(scope.now_us());
        IdentifyAutomatically(card, &call);
        *response.mutable_context() = card;
        RINGBACK_RETURN_IF_ERROR(WriteCall(scope.session, call));
        RINGBACK_RETURN_IF_ERROR(scope.Emit(v1::EVENT_TYPE_CALL_STARTED, call.agent(), call.name(),
                                            [&](v1::Event& event) {
                                              *event.mutable_call() = call;
                                              *event.mutable_context() = card;
                                            }));
        return response;
      });
}

absl::StatusOr<Call> CallMethods::AnswerCall(const v1::AnswerCallRequest& request,
                                             const RequestContext& context) {
  return runner_.Write<Call>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Call> {
    RINGBACK_ASSIGN_OR_RETURN(Call call, NeedCall(scope.session, request.name()));
    const std::string agent = AgentName(scope.tenant_id(), request.agent());
    if (call.has_end_time())
      return WrongState(call.name(), "ENDED", "a call that is over cannot be answered");
    if (call.has_answer_time()) {
      if (agent.empty() || agent == call.agent()) return call;
      return WrongState(call.name(), "ANSWERED", call.agent() + " has answered it");
    }
    if (!agent.empty()) call.set_agent(agent);
    *call.mutable_answer_time() =
        request.has_answer_time()
            ? request.answer_time()
            : FromMicros(std::max(scope.now_us(), ToMicros(call.start_time())));
    if (ToMicros(call.answer_time()) < ToMicros(call.start_time())) {
      return InvalidField("answer_time", "must not be before the call's start_time");
    }
    RINGBACK_RETURN_IF_ERROR(WriteCall(scope.session, call));
    RINGBACK_RETURN_IF_ERROR(EmitCall(scope, v1::EVENT_TYPE_CALL_ANSWERED, call.agent(), call));
    RINGBACK_RETURN_IF_ERROR(MovePresence(scope, call.agent(), v1::PRESENCE_ON_CALL));
    return call;
  });
}

absl::StatusOr<Call> CallMethods::EndCall(const v1::EndCallRequest& request,
                                          const RequestContext& context) {
  return runner_.Write<Call>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Call> {
    RINGBACK_ASSIGN_OR_RETURN(Call call, NeedCall(scope.session, request.name()));
    if (call.has_end_time()) {
      if (request.outcome() == Call::OUTCOME_UNSPECIFIED || request.outcome() == call.outcome())
        return call;
      return WrongState(call.name(), OutcomeText(call.outcome()),
                        "it has ended and cannot end again as " + OutcomeText(request.outcome()));
    }
    RINGBACK_RETURN_IF_ERROR(SettleEnd(request, scope.now_us(), &call));
    // Who gave up before anybody answered has not been told why we called: the attempt stays
    // open. An agent's confirmation has returned it already.
    const bool own = scope.tenant.IsOwn(PhoneNumber::FromE164(call.ani_e164()));
    if (WasConversation(call) && !own &&
        (call.identification() == Call::IDENTIFICATION_AUTOMATIC ||
         call.identification() == Call::IDENTIFICATION_UNSPECIFIED)) {
      RINGBACK_RETURN_IF_ERROR(ReturnAttempts(scope, &call));
    }
    RINGBACK_RETURN_IF_ERROR(FindLead(scope, request.lead(), &call));
    RINGBACK_RETURN_IF_ERROR(WriteCall(scope.session, call));
    RINGBACK_RETURN_IF_ERROR(EmitCall(scope, v1::EVENT_TYPE_CALL_ENDED, call.agent(), call));
    // Who was rung and did not answer may be on another call.
    if (call.has_answer_time()) {
      RINGBACK_RETURN_IF_ERROR(MovePresence(scope, call.agent(), v1::PRESENCE_FREE));
    }
    return call;
  });
}

absl::StatusOr<Call> CallMethods::IdentifyCaller(const v1::IdentifyCallerRequest& request,
                                                 const RequestContext& context) {
  return runner_.Write<Call>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Call> {
    RINGBACK_ASSIGN_OR_RETURN(Call call, NeedCall(scope.session, request.name()));
    RINGBACK_ASSIGN_OR_RETURN(const CallerRecord caller,
                              NeedCaller(scope.session, request.caller()));
    std::string agent = AgentName(scope.tenant_id(), request.agent());
    if (agent.empty()) agent = call.agent();
    const bool confirmed = request.verdict() != v1::IdentifyCallerRequest::VERDICT_REJECT;
    if (confirmed) {
      if (call.caller() != request.caller()) RINGBACK_RETURN_IF_ERROR(Withdraw(scope, &call));
      call.set_caller(request.caller());
      call.set_identification(Call::IDENTIFICATION_CONFIRMED);
      RINGBACK_RETURN_IF_ERROR(MoveNotesOfCall(scope.session, scope.tenant_id(), IdOf(call.name()),
                                               caller.id, caller.id));
      RINGBACK_RETURN_IF_ERROR(MoveQuestionsOfCall(scope.session, scope.tenant_id(),
                                                   IdOf(call.name()), caller.id, caller.id));
      RINGBACK_RETURN_IF_ERROR(ReturnAttempts(scope, &call));
    } else if (call.caller().empty() || call.caller() == request.caller()) {
      RINGBACK_RETURN_IF_ERROR(Withdraw(scope, &call));
      call.set_identification(Call::IDENTIFICATION_REJECTED);
    }
    call.set_identified_by(agent);
    RINGBACK_RETURN_IF_ERROR(Learn(scope, call, caller.id, confirmed, agent));
    RINGBACK_RETURN_IF_ERROR(MoveToLeadOf(scope, request.caller(), confirmed, &call));
    RINGBACK_RETURN_IF_ERROR(WriteCall(scope.session, call));
    RINGBACK_RETURN_IF_ERROR(EmitCall(scope, v1::EVENT_TYPE_CALLER_IDENTIFIED, agent, call));
    return call;
  });
}

absl::StatusOr<Call> CallMethods::GetCall(const v1::GetCallRequest& request,
                                          const RequestContext& context) {
  return runner_.Read<Call>(request, context, [&](ReadScope& scope) -> absl::StatusOr<Call> {
    return NeedCall(scope.session, request.name());
  });
}

absl::StatusOr<v1::ListCallsResponse> CallMethods::ListCalls(const v1::ListCallsRequest& request,
                                                             const RequestContext& context) {
  return runner_.Read<v1::ListCallsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListCallsResponse> {
        CallFilter filter{.caller = FilterIdOf(request.caller()),
                          .agent = LastSegment(request.agent()),
                          .ani = {}};
        if (!request.ani().empty()) {
          filter.ani = ReadSignalled(request.ani(), scope.tenant.region()).number;
          if (filter.ani.empty())
            return InvalidField("ani", Quote(request.ani()) + " is not a phone number");
        }
        const std::string list = absl::StrCat("calls of ", scope.tenant.id, " ", request.caller(),
                                              " ", request.agent(), " ", filter.ani.digits());
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        const int64_t before = ParseId(after).value_or(std::numeric_limits<int64_t>::max());
        RINGBACK_ASSIGN_OR_RETURN(
            auto calls, ListCallRows(scope.session, scope.tenant_id(), filter, before, rows + 1));
        v1::ListCallsResponse response;
        response.set_next_page_token(TakePage(list, rows, &calls));
        for (auto& call : calls) *response.add_calls() = std::move(call);
        return response;
      });
}

}  // namespace ringback
