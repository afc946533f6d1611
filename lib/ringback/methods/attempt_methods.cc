#include "ringback/methods/attempt_methods.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/record_attempt.h"
#include "ringback/methods/presence.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/phone/phone_number.h"
#include "ringback/records/attempt_table.h"

namespace ringback {
namespace {

using v1::OutboundAttempt;

std::string OutcomeText(OutboundAttempt::Outcome outcome) {
  constexpr std::string_view kPrefix = "OUTCOME_";
  return OutboundAttempt::Outcome_Name(outcome).substr(kPrefix.size());
}

}  // namespace

absl::StatusOr<OutboundAttempt> AttemptMethods::StartAttempt(const v1::StartAttemptRequest& request,
                                                             const RequestContext& context) {
  return runner_.Write<OutboundAttempt>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<OutboundAttempt> {
        OutboundAttempt attempt = request.attempt();
        if (attempt.outcome() != OutboundAttempt::OUTCOME_UNSPECIFIED &&
            attempt.outcome() != OutboundAttempt::OUTCOME_IN_PROGRESS) {
          return InvalidField(
              "attempt.outcome",
              "must be IN_PROGRESS or unset; RecordAttempt saves an attempt that is over");
        }
        if (attempt.has_end_time())
          return InvalidField("attempt.end_time", "must be unset: the attempt begins now");
        attempt.set_outcome(OutboundAttempt::OUTCOME_IN_PROGRESS);
        RINGBACK_RETURN_IF_ERROR(AddBegunAttempt(scope, &attempt));
        if (attempt.channel() == v1::CHANNEL_CALL) {
          RINGBACK_RETURN_IF_ERROR(MovePresence(scope, attempt.agent(), v1::PRESENCE_ON_CALL));
        }
        return attempt;
      });
}

absl::StatusOr<OutboundAttempt> AttemptMethods::FinishAttempt(
    const v1::FinishAttemptRequest& request, const RequestContext& context) {
  return runner_.Write<OutboundAttempt>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<OutboundAttempt> {
        if (request.outcome() == OutboundAttempt::OUTCOME_IN_PROGRESS) {
          return InvalidField("outcome", "must say how the attempt ended, not IN_PROGRESS");
        }
        RINGBACK_ASSIGN_OR_RETURN(OutboundAttempt attempt,
                                  NeedAttempt(scope.session, request.name()));
        if (attempt.outcome() != OutboundAttempt::OUTCOME_IN_PROGRESS) {
          if (attempt.outcome() == request.outcome()) return attempt;
          return WrongState(
              request.name(), OutcomeText(attempt.outcome()),
              "it has ended and cannot end again as " + OutcomeText(request.outcome()));
        }
        attempt.set_outcome(request.outcome());
        if (request.has_end_time()) {
          *attempt.mutable_end_time() = request.end_time();
        } else {
          *attempt.mutable_end_time() =
              FromMicros(std::max(scope.now_us(), ToMicros(attempt.start_time())));
        }
        if (ToMicros(attempt.end_time()) < ToMicros(attempt.start_time())) {
          return InvalidField("end_time", "must not be before the attempt's start_time");
        }
        if (!request.voicemail_text().empty()) attempt.set_voicemail_text(request.voicemail_text());
        RINGBACK_RETURN_IF_ERROR(EndAttempt(scope, attempt));
        if (attempt.channel() == v1::CHANNEL_CALL) {
          RINGBACK_RETURN_IF_ERROR(MovePresence(scope, attempt.agent(), v1::PRESENCE_FREE));
        }
        return attempt;
      });
}

absl::StatusOr<OutboundAttempt> AttemptMethods::RecordAttempt(
    const v1::RecordAttemptRequest& request, const RequestContext& context) {
  return runner_.Write<OutboundAttempt>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<OutboundAttempt> {
        OutboundAttempt attempt = request.attempt();
        RINGBACK_RETURN_IF_ERROR(AddEndedAttempt(scope, &attempt));
        return attempt;
      });
}

absl::StatusOr<OutboundAttempt> AttemptMethods::GetAttempt(const v1::GetAttemptRequest& request,
                                                           const RequestContext& context) {
  return runner_.Read<OutboundAttempt>(request, context,
                                       [&](ReadScope& scope) -> absl::StatusOr<OutboundAttempt> {
                                         return NeedAttempt(scope.session, request.name());
                                       });
}

absl::StatusOr<v1::ListAttemptsResponse> AttemptMethods::ListAttempts(
    const v1::ListAttemptsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListAttemptsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListAttemptsResponse> {
        AttemptFilter filter{.caller = FilterIdOf(request.caller()),
                             .agent = LastSegment(request.agent()),
                             .number = {},
                             .outcome = request.outcome()};
        if (!request.dialed_number().empty()) {
          const auto read = ReadDialable(request.dialed_number(), scope.tenant.region());
          if (!read.ok())
            return InvalidField("dialed_number", std::string(read.status().message()));
          filter.number = read->number;
        }
        const std::string list =
            absl::StrCat("attempts of ", scope.tenant.id, " ", request.caller(), " ",
                         request.agent(), " ", filter.number.digits(), " ", request.outcome());
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        const int64_t before = ParseId(after).value_or(std::numeric_limits<int64_t>::max());
        RINGBACK_ASSIGN_OR_RETURN(auto attempts, ListAttemptRows(scope.session, scope.tenant_id(),
                                                                 filter, before, rows + 1));
        v1::ListAttemptsResponse response;
        response.set_next_page_token(TakePage(list, rows, &attempts));
        for (auto& attempt : attempts) *response.add_attempts() = std::move(attempt);
        return response;
      });
}

}  // namespace ringback
