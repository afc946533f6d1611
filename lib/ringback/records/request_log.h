// The first answer to each request_id (AIP-155).
#ifndef RINGBACK_RECORDS_REQUEST_LOG_H_
#define RINGBACK_RECORDS_REQUEST_LOG_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "ringback/store/store.h"

namespace ringback {

// How long a request_id is remembered.
inline constexpr absl::Duration kAnswerLifetime = absl::Hours(7 * 24);

// What a request is known by.
struct RequestKey {
  std::string_view tenant;
  std::string_view request_id;
  const google::protobuf::Message& request;
};

// Whether the request was answered before; then `answer` is what was answered. INVALID_ARGUMENT
// when the id was used for another request.
absl::StatusOr<bool> FindAnswer(store::Session& session, const RequestKey& key,
                                google::protobuf::Message* answer);

// Keeps the answer to a request.
absl::Status KeepAnswer(store::WriteSession& session, const RequestKey& key,
                        const google::protobuf::Message& answer, int64_t now_us);

// Forgets answers that are older than kAnswerLifetime.
absl::Status ForgetOldAnswers(store::WriteSession& session, std::string_view tenant,
                              int64_t now_us);

// Forgets every answer that names `subject`, the resource name of a caller or a number in E.164:
// part of erasing a caller. Reads those answers and no others.
absl::Status ForgetAnswersAbout(store::WriteSession& session, std::string_view tenant,
                                std::string_view subject);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_REQUEST_LOG_H_
