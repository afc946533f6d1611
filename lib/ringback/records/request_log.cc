#include "ringback/records/request_log.h"

#include <string>
#include <vector>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "ringback/records/answer_subjects.h"

namespace ringback {
namespace {

// Tells a repeated request from another one under the same id: FNV-1a over the message in a stable
// order.
int64_t FingerprintOf(const google::protobuf::Message& request) {
  std::string wire;
  {
    google::protobuf::io::StringOutputStream stream(&wire);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&out);
  }
  uint64_t hash = 14695981039346656037u;
  for (const unsigned char c : wire) hash = (hash ^ c) * 1099511628211u;
  return static_cast<int64_t>(hash);
}

}  // namespace

absl::StatusOr<bool> FindAnswer(store::Session& session, const RequestKey& key,
                                google::protobuf::Message* answer) {
  bool found = false;
  bool same = false;
  const int64_t fingerprint = FingerprintOf(key.request);
  const std::string& method = key.request.GetDescriptor()->full_name();
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT method, fingerprint, response FROM requests WHERE tenant = $1 AND request_id = $2",
      {key.tenant, key.request_id}, [&](const store::Row& row) {
        found = true;
        same = row.Text(0) == method && row.Int(1) == fingerprint &&
               answer->ParseFromArray(row.Text(2).data(), static_cast<int>(row.Text(2).size()));
      }));
  if (found && !same) {
    return MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_ID_REUSED,
                     "request_id: " + Quote(key.request_id) +
                         " was used before for another request; an id belongs to one request",
                     {{"field", "request_id"}, {"request_id", key.request_id}});
  }
  return found;
}

absl::Status KeepAnswer(store::WriteSession& session, const RequestKey& key,
                        const google::protobuf::Message& answer, int64_t now_us) {
  const std::string wire = answer.SerializeAsString();
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("INSERT INTO requests (tenant, request_id, method, fingerprint, response, "
                   "create_us, has_subjects) VALUES ($1, $2, $3, $4, $5, $6, 1)",
                   {key.tenant, key.request_id, key.request.GetDescriptor()->full_name(),
                    FingerprintOf(key.request), store::Param::Bytes(wire), now_us})
          .status());
  for (const std::string& subject : SubjectsOf(answer)) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO request_subjects (tenant, subject, request_id) VALUES ($1, $2, "
                     "$3)",
                     {key.tenant, subject, key.request_id})
            .status());
  }
  return absl::OkStatus();
}

absl::Status ForgetOldAnswers(store::WriteSession& session, std::string_view tenant,
                              int64_t now_us) {
  const int64_t cut_us = now_us - absl::ToInt64Microseconds(kAnswerLifetime);
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("DELETE FROM request_subjects WHERE tenant = $1 AND request_id IN (SELECT "
                   "request_id FROM requests WHERE tenant = $1 AND create_us < $2)",
                   {tenant, cut_us})
          .status());
  return session
      .Execute("DELETE FROM requests WHERE tenant = $1 AND create_us < $2", {tenant, cut_us})
      .status();
}

absl::Status ForgetAnswersAbout(store::WriteSession& session, std::string_view tenant,
                                std::string_view subject) {
  std::vector<std::string> ids;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT request_id FROM request_subjects WHERE tenant = $1 AND subject = $2",
      {tenant, subject}, [&](const store::Row& row) { ids.emplace_back(row.Text(0)); }));
  // Of the week before there were subjects. The bytes are searched here, not in SQL: the engines
  // differ in how they look into bytes.
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT request_id, response FROM requests WHERE tenant = $1 AND has_subjects = 0", {tenant},
      [&](const store::Row& row) {
        if (row.Text(1).find(subject) != std::string_view::npos) ids.emplace_back(row.Text(0));
      }));
  for (const std::string& id : ids) {
    for (const char* sql : {"DELETE FROM requests WHERE tenant = $1 AND request_id = $2",
                            "DELETE FROM request_subjects WHERE tenant = $1 AND request_id = $2"}) {
      RINGBACK_RETURN_IF_ERROR(session.Execute(sql, {tenant, id}).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace ringback
