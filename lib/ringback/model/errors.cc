#include "ringback/model/errors.h"

#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr std::string_view kReasonPrefix = "ERROR_REASON_";

std::string ReasonName(v1::ErrorReason reason) {
  return v1::ErrorReason_Name(reason).substr(kReasonPrefix.size());
}

// The reason for an error that some other code made.
v1::ErrorReason ReasonForCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return v1::ERROR_REASON_MALFORMED_REQUEST;
    case absl::StatusCode::kNotFound:
      return v1::ERROR_REASON_RESOURCE_NOT_FOUND;
    case absl::StatusCode::kDeadlineExceeded:
      return v1::ERROR_REASON_DEADLINE_PASSED;
    case absl::StatusCode::kUnavailable:
      return v1::ERROR_REASON_STORAGE_UNAVAILABLE;
    default:
      return v1::ERROR_REASON_INTERNAL;
  }
}

wire::ErrorInfo InfoOf(const absl::Status& status) {
  wire::ErrorInfo info;
  std::optional<absl::Cord> payload;
  if (auto found = status.GetPayload(kErrorInfoUrl)) payload = *found;
  if (!payload || !info.ParseFromString(std::string(*payload))) {
    info.set_reason(ReasonName(ReasonForCode(status.code())));
    info.set_domain(std::string(kErrorDomain));
  }
  return info;
}

}  // namespace

absl::Status MakeError(
    absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
    std::initializer_list<std::pair<std::string_view, std::string_view>> metadata) {
  absl::Status status(code, absl::string_view(message.data(), message.size()));
  wire::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain(std::string(kErrorDomain));
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[std::string(key)] = MakeValidUtf8(value);
  }
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

absl::Status InvalidField(std::string_view field, std::string_view problem) {
  const std::string safe_problem = MakeValidUtf8(problem);
  absl::Status status =
      MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD,
                std::string(field) + ": " + safe_problem, {{"field", field}});
  wire::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(safe_problem);
  status.SetPayload(kBadRequestUrl, absl::Cord(bad.SerializeAsString()));
  return status;
}

absl::Status NotFound(std::string_view resource) {
  return MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                   Quote(resource) + " was not found", {{"resource", resource}});
}

absl::Status AlreadyExists(std::string_view field, std::string_view resource) {
  return MakeError(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS,
                   absl::StrCat(std::string(field), ": ", std::string(resource), " exists"),
                   {{"resource", resource}});
}

absl::Status EtagMismatch(std::string_view resource, std::string_view etag) {
  return MakeError(
      absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
      std::string(resource) + " has changed since it was read; read it again and repeat the change",
      {{"resource", resource}, {"etag", etag}});
}

absl::Status WrongState(std::string_view resource, std::string_view state,
                        std::string_view problem) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_WRONG_STATE,
      std::string(resource) + " is " + std::string(state) + ": " + std::string(problem),
      {{"resource", resource}, {"state", state}});
}

wire::Status ToRpcStatus(const absl::Status& status) {
  wire::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(
      MakeValidUtf8(std::string_view(status.message().data(), status.message().size())));
  auto* info = rpc.add_details();
  info->set_type_url(kErrorInfoUrl);
  InfoOf(status).SerializeToString(info->mutable_value());
  if (auto bad = status.GetPayload(kBadRequestUrl)) {
    auto* detail = rpc.add_details();
    detail->set_type_url(kBadRequestUrl);
    detail->set_value(std::string(*bad));
  }
  return rpc;
}

std::string ReasonOf(const absl::Status& status) { return InfoOf(status).reason(); }

std::string MetadataOf(const absl::Status& status, std::string_view key) {
  const wire::ErrorInfo info = InfoOf(status);
  const auto found = info.metadata().find(std::string(key));
  return found == info.metadata().end() ? "" : found->second;
}

std::string MessageNaming(const absl::Status& status,
                          absl::Span<const std::pair<std::string_view, std::string_view>> names) {
  std::string message(status.message());
  const std::string field = MetadataOf(status, "field");
  for (const auto& [from, to] : names) {
    if (field == from) message.replace(0, field.size(), to);
  }
  return message;
}

}  // namespace ringback
