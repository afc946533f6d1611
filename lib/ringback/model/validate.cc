#include "ringback/model/validate.h"

#include <map>
#include <string>
#include <vector>

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

absl::Status CheckEnum(int value, bool required, const FieldDescriptor& field, const Path& path) {
  if (field.enum_type()->FindValueByNumber(value) == nullptr) {
    return InvalidField(path.Text(),
                        absl::StrCat(value, " is not a value of ", field.enum_type()->name()));
  }
  if (value == 0 && required) {
    return InvalidField(path.Text(),
                        absl::StrCat("must be a value of ", field.enum_type()->name()));
  }
  return absl::OkStatus();
}

// The forms that a field takes, for people.
std::string FormsOf(std::string_view patterns) {
  constexpr std::string_view kOrIdAlone = ",*";
  if (!patterns.ends_with(kOrIdAlone)) return std::string(patterns);
  return std::string(patterns.substr(0, patterns.size() - kOrIdAlone.size())) +
         ", nor the last part of one";
}

// What is required of the fields of one message.
enum class Required {
  kAll,       // what the rules say
  kNameOnly,  // the resource of an update: its name
};

// Holds one request against its rules.
class Check {
 public:
  // Resource names must belong to the tenant with the id `tenant`; "-": to any.
  explicit Check(std::string_view tenant) : tenant_(tenant) {}

  absl::Status CheckMessage(const Message& message, Required required, const Path* parent) const {
    const Descriptor& descriptor = *message.GetDescriptor();
    const bool is_update = parent == nullptr && IsUpdate(descriptor);
    for (int i = 0; i < descriptor.field_count(); ++i) {
      const FieldDescriptor& field = *descriptor.field(i);
      RINGBACK_RETURN_IF_ERROR(
          CheckField(message, field, required, Path{parent, field.name()}, is_update));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CheckField(const Message& message, const FieldDescriptor& field, Required required,
                          const Path& path, bool in_update) const {
    const FieldRules& rules = field.options().GetExtension(v1::rules);
    if (rules.output_only()) return absl::OkStatus();
    const bool must = required == Required::kNameOnly ? field.name() == "name" : rules.required();
    if (field.is_repeated()) return CheckItems(message, field, rules, path);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!message.GetReflection()->HasField(message, &field)) {
        return must ? InvalidField(path.Text(), "must be given") : absl::OkStatus();
      }
      if (field.message_type()->full_name() == "google.protobuf.FieldMask") {
        const Message& mask = message.GetReflection()->GetMessage(message, &field);
        return CheckItems(mask, *mask.GetDescriptor()->FindFieldByNumber(1), rules, path);
      }
    }
    return CheckValue(message, field, rules, must, path,
                      in_update ? Required::kNameOnly : Required::kAll);
  }

  // A repeated field, a map, or the paths of a field mask: their count, then each item.
  absl::Status CheckItems(const Message& message, const FieldDescriptor& field,
                          const FieldRules& rules, Path path) const {
    const Reflection& reflection = *message.GetReflection();
    const int count = reflection.FieldSize(message, &field);
    if (static_cast<uint32_t>(count) > rules.max_items()) {
      return InvalidField(
          path.Text(), absl::StrCat(count, " items; at most ", rules.max_items(), " are allowed"));
    }
    for (int i = 0; i < count; ++i) {
      path.index = i;
      if (field.is_map()) {
        const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
        for (const int number : {1, 2}) {
          std::string scratch;
          const std::string& text = entry.GetReflection()->GetStringReference(
              entry, entry.GetDescriptor()->FindFieldByNumber(number), &scratch);
          RINGBACK_RETURN_IF_ERROR(CheckText(text, rules, rules.required(), path));
        }
      } else {
        RINGBACK_RETURN_IF_ERROR(
            CheckValue(message, field, rules, rules.required(), path, Required::kAll));
      }
    }
    return absl::OkStatus();
  }

  // The value of a singular field, or item `path.index` of a repeated one.
  absl::Status CheckValue(const Message& message, const FieldDescriptor& field,
                          const FieldRules& rules, bool required, const Path& path,
                          Required inner) const {
    const Reflection& reflection = *message.GetReflection();
    const int i = path.index;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        return CheckText(i < 0
                             ? reflection.GetStringReference(message, &field, &scratch)
                             : reflection.GetRepeatedStringReference(message, &field, i, &scratch),
                         rules, required, path);
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        return CheckEnum(i < 0 ? reflection.GetEnumValue(message, &field)
                               : reflection.GetRepeatedEnumValue(message, &field, i),
                         required || i >= 0, field, path);
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

  absl::Status CheckText(std::string_view text, const FieldRules& rules, bool required,
                         const Path& path) const {
    if (text.size() > rules.max_bytes()) {
      return InvalidField(path.Text(), absl::StrCat(text.size(), " bytes of text; at most ",
                                                    rules.max_bytes(), " are allowed"));
    }
    if (text.empty()) {
      return required ? InvalidField(path.Text(), "must be given") : absl::OkStatus();
    }
    if (rules.client_id() && !IsClientId(text)) {
      return InvalidField(
          path.Text(),
          Quote(text) + " is not an id: 1 to 63 of a-z, 0-9 and '-', not beginning with '-'");
    }
    return rules.resource().empty() ? absl::OkStatus() : CheckName(text, rules.resource(), path);
  }

  absl::Status CheckName(std::string_view name, std::string_view forms, const Path& path) const {
    if (!MatchesPattern(name, forms)) {
      return InvalidField(path.Text(),
                          Quote(name) + " is not a resource name of the form " + FormsOf(forms));
    }
    if (tenant_ == kEveryTenantId || name == kEveryTenant || IsClientId(name) ||
        TenantOf(name) == tenant_) {
      return absl::OkStatus();
    }
    // What a resource that is to be created is called already does not matter (AIP-133).
    if (path.parent != nullptr && path.name == "name") return absl::OkStatus();
    return InvalidField(path.Text(), Quote(name) + " does not belong to " + TenantName(tenant_));
  }

  static bool IsUpdate(const Descriptor& request) {
    return request.FindFieldByName("update_mask") != nullptr;
  }

  const std::string_view tenant_;
};

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

// Takes what no rule bounds, because no method reads it, out of a request: fields that this version
// does not know, and those that only the server sets. What is kept of a request, or sent on, would
// carry them along.
void DropWhatNobodyReads(Message* message) {
  const Reflection& reflection = *message->GetReflection();
  if (!reflection.GetUnknownFields(*message).empty()) {
    reflection.MutableUnknownFields(message)->Clear();
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->options().GetExtension(v1::rules).output_only()) {
      reflection.ClearField(message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map()) {
      const int items = field->is_repeated() ? reflection.FieldSize(*message, field) : 0;
      for (int i = 0; i < items; ++i) {
        DropWhatNobodyReads(reflection.MutableRepeatedMessage(message, field, i));
      }
      if (!field->is_repeated()) DropWhatNobodyReads(reflection.MutableMessage(message, field));
    }
  }
}

}  // namespace

absl::Status Validate(const Message& request, std::string_view tenant) {
  return Check(tenant).CheckMessage(request, Required::kAll, nullptr);
}

absl::Status ValidateResource(const Message& resource, std::string_view path) {
  const Path root{nullptr, path};
  return Check(kEveryTenantId).CheckMessage(resource, Required::kAll, &root);
}

std::string_view TenantNameIn(const Message& request) {
  const Descriptor& type = *request.GetDescriptor();
  const Reflection& reflection = *request.GetReflection();
  const auto text = [](const Message& message, const FieldDescriptor& field) -> std::string_view {
    // Text fields are kept as strings: nothing is written to the scratch.
    std::string scratch;
    return message.GetReflection()->GetStringReference(message, &field, &scratch);
  };
  for (const char* name : {"parent", "name"}) {
    if (const FieldDescriptor* field = type.FindFieldByName(name)) return text(request, *field);
  }
  if (type.FindFieldByName("update_mask") == nullptr) return kEveryTenant;
  const FieldDescriptor& resource = *type.field(0);
  return text(reflection.GetMessage(request, &resource),
              *resource.message_type()->FindFieldByName("name"));
}

absl::Status ParseRequest(std::string_view wire, Message* request) {
  if (request->ParseFromArray(wire.data(), static_cast<int>(wire.size()))) {
    DropWhatNobodyReads(request);
    return absl::OkStatus();
  }
  CodedInputStream in(reinterpret_cast<const uint8_t*>(wire.data()), static_cast<int>(wire.size()));
  const std::string bad = FindBadText(in, *request->GetDescriptor(), nullptr);
  if (!bad.empty()) return InvalidField(bad, "is not valid UTF-8");
  return MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_MALFORMED_REQUEST,
                   absl::StrCat("the request is not a ", request->GetDescriptor()->full_name()));
}

}  // namespace ringback
