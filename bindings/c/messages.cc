#include "bindings/c/messages.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bindings/c/ringback.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/service/contract.h"

namespace ringback::c {
namespace {

std::unique_ptr<google::protobuf::Message> New(const google::protobuf::Descriptor* type) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<google::protobuf::Message>(factory->GetPrototype(type)->New());
}

absl::Status Malformed(const google::protobuf::Descriptor* type, std::string_view problem) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_MALFORMED_REQUEST,
      absl::StrCat("the request is no ", type->full_name(), ": ", std::string(problem)));
}

}  // namespace

absl::Status CheckFormat(int format) {
  if (format == RB_JSON || format == RB_PROTO) return absl::OkStatus();
  return InvalidField("format", absl::StrCat(format, " is neither RB_JSON nor RB_PROTO"));
}

absl::StatusOr<std::string> ReadRequest(const google::protobuf::Descriptor* type, int format,
                                        std::string_view request) {
  RINGBACK_RETURN_IF_ERROR(CheckFormat(format));
  if (request.size() > kMaxRequestBytes) {
    return Malformed(type, absl::StrCat(request.size(), " bytes, more than ", kMaxRequestBytes));
  }
  if (format == RB_PROTO || request.empty()) return std::string(request);
  const auto message = New(type);
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(request.data(), request.size()), message.get());
  if (!status.ok()) return Malformed(type, std::string(status.message()));
  return message->SerializeAsString();
}

absl::StatusOr<std::string> WriteAnswer(const google::protobuf::Descriptor* type, int format,
                                        std::string answer) {
  if (format == RB_PROTO) return answer;
  const auto message = New(type);
  std::string json;
  if (!message->ParseFromString(answer) ||
      !google::protobuf::util::MessageToJsonString(*message, &json).ok()) {
    return absl::InternalError(absl::StrCat("the answer is no ", type->full_name()));
  }
  return json;
}

}  // namespace ringback::c
