// Outbound attempts in the store.
#ifndef RINGBACK_RECORDS_ATTEMPT_TABLE_H_
#define RINGBACK_RECORDS_ATTEMPT_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ringback/phone/phone_number.h"
#include "ringback/store/store.h"
#include "ringback/v1/attempt.pb.h"

namespace ringback {

// The attempt of a resource name. NOT_FOUND when there is none.
absl::StatusOr<v1::OutboundAttempt> NeedAttempt(store::Session& session, std::string_view name);

// Adds an attempt under `id`; its numbers are E.164.
absl::Status InsertAttempt(store::WriteSession& session, std::string_view tenant, int64_t id,
                           const v1::OutboundAttempt& attempt);

// Writes how an attempt ended: outcome, end_time, voicemail_text.
absl::Status WriteOutcome(store::WriteSession& session, const v1::OutboundAttempt& attempt);

// What a list is narrowed to; 0 and "" do not narrow.
struct AttemptFilter {
  int64_t caller = 0;
  std::string_view agent;  // id
  PhoneNumber number;
  v1::OutboundAttempt::Outcome outcome = v1::OutboundAttempt::OUTCOME_UNSPECIFIED;
};

// At most `rows` attempts before `before`, newest first.
absl::StatusOr<std::vector<v1::OutboundAttempt>> ListAttemptRows(store::Session& session,
                                                                 std::string_view tenant,
                                                                 const AttemptFilter& filter,
                                                                 int64_t before, int64_t rows);

// A span of time, both ends included, in microseconds since 1970.
struct Span {
  int64_t from_us = 0;
  int64_t until_us = 0;
};

// When the newest attempt to a caller that began in `span` did, 0 if none did.
absl::StatusOr<int64_t> LastRungAt(store::Session& session, std::string_view tenant, int64_t caller,
                                   Span span);

// How many attempts for a lead began in `span`, by any channel.
absl::StatusOr<int64_t> CountTouches(store::Session& session, std::string_view tenant, int64_t lead,
                                     Span span);

// Whether an attempt for a lead that began at `since_us` or later is in progress.
absl::StatusOr<bool> HasAttemptInProgress(store::Session& session, std::string_view tenant,
                                          int64_t lead, int64_t since_us);

using AttemptList = google::protobuf::RepeatedPtrField<v1::OutboundAttempt>;

// Puts into `attempts`, which is empty and may be in an arena, the newest that began in `span`,
// newest first, at most `rows`: to a caller, to a number but for those to its `owners` (those of
// each are AttemptsToCaller; of more than a hundred owners, some may be among them), or from a
// caller ID.
absl::Status AttemptsToCaller(store::Session& session, std::string_view tenant, int64_t caller,
                              Span span, int64_t rows, AttemptList* attempts);
absl::Status AttemptsToNumberOfOthers(store::Session& session, std::string_view tenant,
                                      PhoneNumber number, absl::Span<const int64_t> owners,
                                      Span span, int64_t rows, AttemptList* attempts);
absl::Status AttemptsFrom(store::Session& session, std::string_view tenant, PhoneNumber caller_id,
                          Span span, int64_t rows, AttemptList* attempts);

// Marks as returned by `call` the attempts that began in `span`, are not returned yet, and went to
// `caller` (if not 0), or to `number` with no other caller named. Returns them, newest first.
absl::StatusOr<std::vector<v1::OutboundAttempt>> MarkReturned(store::WriteSession& session,
                                                              std::string_view tenant,
                                                              int64_t caller, PhoneNumber number,
                                                              Span span, int64_t call,
                                                              int64_t return_us);

// Takes that back for every attempt that `call` returned.
absl::Status UnmarkReturned(store::WriteSession& session, std::string_view tenant, int64_t call);

// Takes the personal data out of the attempts to a caller, or to a number with no caller named;
// that they were made, by whom, when and how they ended stays.
absl::Status EraseAttemptsTo(store::WriteSession& session, std::string_view tenant, int64_t caller);
absl::Status EraseAttemptsToNumber(store::WriteSession& session, std::string_view tenant,
                                   PhoneNumber number);

// When the first CONNECTED attempt for `lead` began; 0 when there is none.
absl::StatusOr<int64_t> FirstConnectedFor(store::Session& session, std::string_view tenant,
                                          int64_t lead);

// Removes the attempts that were saved and began before `cut_us`, with their slots, oldest first:
// looks at the next `rows` of those saved before it, after id `after`. Returns the id of the last
// one, to go on after, or 0 when none was left.
absl::StatusOr<int64_t> RemoveOldAttempts(store::WriteSession& session, std::string_view tenant,
                                          int64_t cut_us, int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_ATTEMPT_TABLE_H_
