#include "ringback/model/validate.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/wire_format_lite.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/v1/field_rules.pb.h"

namespace ringback {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using v1::FieldRules;

constexpr int64_t kMaxSeconds = 7258118400;  // 2200-01-01T00:00:00Z
constexpr int32_t kMaxNanos = 999'999'999;

// Where a field stands. Kept as a chain on the stack and made into text only when something is
// wrong.
struct Path {
  const Path* parent = nullptr;
  std::string_view name;
  int index = -1;

  std::string Text() const {
    std::string text = parent == nullptr || parent->name.empty() ? "" : parent->Text() + ".";
    text += name;
    if (index >= 0) absl::StrAppend(&text, "[", index, "]");
    return text;
  }
};

absl::Status CheckText(std::string_view text, const FieldRules& rules, const Path& path) {
  if (text.size() > rules.max_bytes()) {
    return InvalidField(path.Text(), absl::StrCat(text.size(), " bytes of text; at most ",
                                                  rules.max_bytes(), " are allowed"));
  }
  if (text.empty()) {
    return rules.required() ? InvalidField(path.Text(), "must be given") : absl::OkStatus();
  }
  if (rules.client_id() && !IsClientId(text)) {
    return InvalidField(
        path.Text(),
        Quote(text) + " is not an id: 1 to 63 of a-z, 0-9 and '-', not beginning with '-'");
  }
  if (!rules.resource().empty() && !MatchesPattern(text, rules.resource())) {
    return InvalidField(path.Text(),
                        Quote(text) + " is not a resource name of the form " + rules.resource());
  }
  return absl::OkStatus();
}

absl::Status CheckNumber(int64_t value, const FieldRules& rules, const Path& path) {
  if (rules.max() != 0 && (value < rules.min() || value > rules.max())) {
    return InvalidField(path.Text(), absl::StrCat(value, " is out of range; ", rules.min(), " to ",
                                                  rules.max(), " is allowed"));
  }
  return absl::OkStatus();
}

absl::Status CheckTimestamp(const google::protobuf::Timestamp& time, const Path& path) {
  if (time.seconds() < 0 || time.seconds() >= kMaxSeconds) {
    return InvalidField(
        path.Text(),
        absl::StrCat(time.seconds(),
                     " seconds since 1970 is out of range; the years 1970 to 2199 are allowed"));
  }
  if (time.nanos() < 0 || time.nanos() > kMaxNanos) {
    return InvalidField(path.Text(),
                        absl::StrCat(time.nanos(), " nanoseconds; 0 to 999999999 are allowed"));
  }
  return absl::OkStatus();
}

absl::Status CheckDuration(const google::protobuf::Duration& duration, const FieldRules& rules,
                           const Path& path) {
  if (duration.nanos() != 0) return InvalidField(path.Text(), "must be a whole number of seconds");
  return CheckNumber(duration.seconds(), rules, path);
}

// What is required of the fields of one message.
enum class Required {
  kAll,       // what the rules say
  kNameOnly,  // the resource of an update: its name
};

absl::Status CheckMessage(const Message& message, Required required, const Path* parent);

// The value of a singular field, or item `index` of a repeated one.
absl::Status CheckValue(const Message& message, const FieldDescriptor& field,
                        const FieldRules& rules, const Path& path, Required inner) {
  const Reflection& reflection = *message.GetReflection();
  const int i = path.index;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      return CheckText(i < 0 ? reflection.GetStringReference(message, &field, &scratch)
                             : reflection.GetRepeatedStringReference(message, &field, i, &scratch),
                       rules, path);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value = i < 0 ? reflection.GetEnumValue(message, &field)
                              : reflection.GetRepeatedEnumValue(message, &field, i);
      if (field.enum_type()->FindValueByNumber(value) == nullptr) {
        return InvalidField(path.Text(),
                            absl::StrCat(value, " is not a value of ", field.enum_type()->name()));
      }
      if (value == 0 && (rules.required() || i >= 0)) {
        return InvalidField(path.Text(),
                            absl::StrCat("must be a value of ", field.enum_type()->name()));
      }
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return CheckNumber(reflection.GetInt32(message, &field), rules, path);
    case FieldDescriptor::CPPTYPE_INT64:
      return CheckNumber(reflection.GetInt64(message, &field), rules, path);
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& value = i < 0 ? reflection.GetMessage(message, &field)
                                   : reflection.GetRepeatedMessage(message, &field, i);
      if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&value)) {
        return CheckTimestamp(*time, path);
      }
      if (const auto* duration = dynamic_cast<const google::protobuf::Duration*>(&value)) {
        return CheckDuration(*duration, rules, path);
      }
      return CheckMessage(value, inner, &path);
    }
    default:
      return absl::OkStatus();
  }
}

// A repeated field, a map, or the paths of a field mask: their count, then each item.
absl::Status CheckItems(const Message& message, const FieldDescriptor& field,
                        const FieldRules& rules, Path path) {
  const Reflection& reflection = *message.GetReflection();
  const int count = reflection.FieldSize(message, &field);
  if (static_cast<uint32_t>(count) > rules.max_items()) {
    return InvalidField(path.Text(),
                        absl::StrCat(count, " items; at most ", rules.max_items(), " are allowed"));
  }
  for (int i = 0; i < count; ++i) {
    path.index = i;
    if (field.is_map()) {
      const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
      for (const int number : {1, 2}) {
        std::string scratch;
        const std::string& text = entry.GetReflection()->GetStringReference(
            entry, entry.GetDescriptor()->FindFieldByNumber(number), &scratch);
        RINGBACK_RETURN_IF_ERROR(CheckText(text, rules, path));
      }
    } else {
      RINGBACK_RETURN_IF_ERROR(CheckValue(message, field, rules, path, Required::kAll));
    }
  }
  return absl::OkStatus();
}

bool IsUpdate(const Descriptor& request) {
  return request.FindFieldByName("update_mask") != nullptr;
}

absl::Status CheckField(const Message& message, const FieldDescriptor& field, Required required,
                        const Path& path, bool in_update) {
  FieldRules rules = field.options().GetExtension(v1::rules);
  if (rules.output_only()) return absl::OkStatus();
  if (required == Required::kNameOnly) rules.set_required(field.name() == "name");
  if (field.is_repeated()) return CheckItems(message, field, rules, path);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    if (!message.GetReflection()->HasField(message, &field)) {
      return rules.required() ? InvalidField(path.Text(), "must be given") : absl::OkStatus();
    }
    if (field.message_type()->full_name() == "google.protobuf.FieldMask") {
      const Message& mask = message.GetReflection()->GetMessage(message, &field);
      return CheckItems(mask, *mask.GetDescriptor()->FindFieldByNumber(1), rules, path);
    }
  }
  return CheckValue(message, field, rules, path, in_update ? Required::kNameOnly : Required::kAll);
}

absl::Status CheckMessage(const Message& message, Required required, const Path* parent) {
  const Descriptor& descriptor = *message.GetDescriptor();
  const bool is_update = parent == nullptr && IsUpdate(descriptor);
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    RINGBACK_RETURN_IF_ERROR(
        CheckField(message, field, required, Path{parent, field.name()}, is_update));
  }
  return absl::OkStatus();
}

// Finds the text field that is not UTF-8 in a message that did not parse; "" when that is not what
// is wrong.
std::string FindBadText(CodedInputStream& in, const Descriptor& descriptor, const Path* parent) {
  std::map<int, int> items;  // of each repeated field, so far
  while (const uint32_t tag = in.ReadTag()) {
    const FieldDescriptor* field =
        descriptor.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    if (field == nullptr ||
        WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&in, tag)) return "";
      continue;
    }
    uint32_t length;
    if (!in.ReadVarint32(&length)) return "";
    const Path path{parent, field->name(), field->is_repeated() ? items[field->number()]++ : -1};
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      std::string text;
      if (!in.ReadString(&text, static_cast<int>(length))) return "";
      if (!IsValidUtf8(text)) return path.Text();
    } else if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      const auto limit = in.PushLimit(static_cast<int>(length));
      std::string found = FindBadText(in, *field->message_type(), &path);
      if (!found.empty()) return found;
      in.Skip(in.BytesUntilLimit());
      in.PopLimit(limit);
    } else if (!in.Skip(static_cast<int>(length))) {
      return "";
    }
  }
  return "";
}

}  // namespace

absl::Status Validate(const Message& request) {
  return CheckMessage(request, Required::kAll, nullptr);
}

absl::Status ValidateResource(const Message& resource, std::string_view path) {
  const Path root{nullptr, path};
  return CheckMessage(resource, Required::kAll, &root);
}

absl::Status ParseRequest(std::string_view wire, Message* request) {
  if (request->ParseFromArray(wire.data(), static_cast<int>(wire.size()))) return absl::OkStatus();
  CodedInputStream in(reinterpret_cast<const uint8_t*>(wire.data()), static_cast<int>(wire.size()));
  const std::string bad = FindBadText(in, *request->GetDescriptor(), nullptr);
  if (!bad.empty()) return InvalidField(bad, "is not valid UTF-8");
  return MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_MALFORMED_REQUEST,
                   absl::StrCat("the request is not a ", request->GetDescriptor()->full_name()));
}

}  // namespace ringback
