#include "apps/ringback/field_values.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "apps/ringback/cadence_text.h"
#include "apps/ringback/calling_hours.h"
#include "apps/ringback/enum_words.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "ringback/model/text.h"
#include "ringback/v1/caller.pb.h"
#include "ringback/v1/field_rules.pb.h"
#include "ringback/v1/follow_up.pb.h"
#include "ringback/v1/tenant.pb.h"
#include "ringback/v1/types.pb.h"

namespace ringback::cli {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The message of the wanted type that the value goes into: a new item, or the field itself.
template <typename T>
T* Slot(Message* message, const FieldDescriptor* field) {
  const auto* reflection = message->GetReflection();
  return static_cast<T*>(field->is_repeated() ? reflection->AddMessage(message, field)
                                              : reflection->MutableMessage(message, field));
}

absl::Status SetTime(Message* message, const FieldDescriptor* field, const std::string& value,
                     const Surroundings& surroundings) {
  const absl::StatusOr<Clock> clock = surroundings.get_clock();
  if (!clock.ok()) return clock.status();
  if (field->message_type() == v1::TimeSlot::descriptor()) {
    const absl::StatusOr<v1::TimeSlot> slot = ParseSlot(value, *clock);
    if (slot.ok()) *Slot<v1::TimeSlot>(message, field) = *slot;
    return slot.status();
  }
  const absl::StatusOr<absl::Time> time = ParseTime(value, *clock);
  if (time.ok()) *Slot<google::protobuf::Timestamp>(message, field) = ToProto(*time);
  return time.status();
}

// "mobile=+12025550143"; a label has no digits, so that no number is taken for one.
void SetPhone(const std::string& value, v1::Phone* phone) {
  const size_t equals = value.find('=');
  const std::string label = value.substr(0, equals);
  const bool labelled =
      equals != std::string::npos && label.find_first_of("0123456789;:@") == std::string::npos;
  if (labelled) phone->set_label(label);
  phone->set_number(labelled ? value.substr(equals + 1) : value);
}

absl::Status SetExternalId(const std::string& value, v1::ExternalId* id) {
  const size_t colon = value.find(':');
  if (colon == std::string::npos || colon == 0) {
    return absl::InvalidArgumentError(Quote(value) + " is not of the form SYSTEM:ID");
  }
  id->set_system(value.substr(0, colon));
  id->set_id(value.substr(colon + 1));
  return absl::OkStatus();
}

absl::Status SetMapEntry(Message* message, const FieldDescriptor* field, const std::string& value) {
  const size_t equals = value.find('=');
  if (equals == std::string::npos || equals == 0) {
    return absl::InvalidArgumentError(Quote(value) + " is not of the form KEY=VALUE");
  }
  Message* entry = message->GetReflection()->AddMessage(message, field);
  const Descriptor* type = entry->GetDescriptor();
  entry->GetReflection()->SetString(entry, type->map_key(), value.substr(0, equals));
  entry->GetReflection()->SetString(entry, type->map_value(), value.substr(equals + 1));
  return absl::OkStatus();
}

absl::Status SetMessage(Message* message, const FieldDescriptor* field, const std::string& value,
                        const Surroundings& surroundings) {
  if (field->is_map()) return SetMapEntry(message, field, value);
  const Descriptor* type = field->message_type();
  if (type == google::protobuf::Timestamp::descriptor() || type == v1::TimeSlot::descriptor()) {
    return SetTime(message, field, value, surroundings);
  }
  if (type == v1::Phone::descriptor()) {
    SetPhone(value, Slot<v1::Phone>(message, field));
    return absl::OkStatus();
  }
  if (type == v1::ExternalId::descriptor()) {
    return SetExternalId(value, Slot<v1::ExternalId>(message, field));
  }
  if (type == google::protobuf::Duration::descriptor()) {
    const absl::StatusOr<absl::Duration> length = ParseLength(value);
    if (!length.ok()) return length.status();
    Slot<google::protobuf::Duration>(message, field)->set_seconds(absl::ToInt64Seconds(*length));
    return absl::OkStatus();
  }
  if (type == v1::CallingHours::descriptor()) {
    const auto spans = ParseCallingHours(value);
    if (!spans.ok()) return spans.status();
    for (const v1::CallingHours& span : *spans) *Slot<v1::CallingHours>(message, field) = span;
    return absl::OkStatus();
  }
  if (type == v1::CadenceStep::descriptor()) {
    absl::StatusOr<v1::CadenceStep> step = ParseStep(value);
    if (!step.ok()) return step.status();
    *Slot<v1::CadenceStep>(message, field) = *std::move(step);
    return absl::OkStatus();
  }
  if (type == v1::DispositionRule::descriptor()) {
    absl::StatusOr<v1::DispositionRule> rule = ParseRule(value);
    if (!rule.ok()) return rule.status();
    *Slot<v1::DispositionRule>(message, field) = *std::move(rule);
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat("no way to read a ", type->full_name()));
}

absl::Status SetEnum(Message* message, const FieldDescriptor* field, const std::string& value) {
  const absl::StatusOr<int> parsed = ParseEnum(*field->enum_type(), value);
  if (!parsed.ok()) return parsed.status();
  const auto* reflection = message->GetReflection();
  if (field->is_repeated()) {
    reflection->AddEnumValue(message, field, *parsed);
  } else {
    reflection->SetEnumValue(message, field, *parsed);
  }
  return absl::OkStatus();
}

absl::Status SetInteger(Message* message, const FieldDescriptor* field, const std::string& value) {
  const auto* reflection = message->GetReflection();
  int64_t number = 0;
  int32_t small = 0;
  const bool is_small = field->cpp_type() == FieldDescriptor::CPPTYPE_INT32;
  if (is_small ? !absl::SimpleAtoi(value, &small) : !absl::SimpleAtoi(value, &number)) {
    return absl::InvalidArgumentError(Quote(value) + " is not a whole number");
  }
  if (is_small) {
    reflection->SetInt32(message, field, small);
  } else {
    reflection->SetInt64(message, field, number);
  }
  return absl::OkStatus();
}

void SetText(Message* message, const FieldDescriptor* field, const std::string& value,
             const Surroundings& surroundings) {
  const std::string& pattern = field->options().GetExtension(v1::rules).resource();
  const std::string text =
      pattern.empty() ? value : ExpandName(value, pattern, surroundings.tenant);
  const auto* reflection = message->GetReflection();
  if (field->is_repeated()) {
    reflection->AddString(message, field, text);
  } else {
    reflection->SetString(message, field, text);
  }
}

absl::Status SetValue(Message* message, const FieldDescriptor* field, const std::string& value,
                      const Surroundings& surroundings) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(message, field, value, surroundings);
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(message, field, value);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return SetInteger(message, field, value);
    case FieldDescriptor::CPPTYPE_BOOL:
      message->GetReflection()->SetBool(message, field, value == "true");
      return absl::OkStatus();
    default:
      SetText(message, field, value, surroundings);
      return absl::OkStatus();
  }
}

}  // namespace

const FieldDescriptor* FindField(const Descriptor* type, std::string_view path) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = type->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr || dot == std::string_view::npos) return field;
  if (field->message_type() == nullptr) return nullptr;
  return FindField(field->message_type(), path.substr(dot + 1));
}

absl::Status SetField(Message* message, std::string_view path,
                      const std::vector<std::string>& values, const Surroundings& surroundings) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field =
      message->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) return absl::InternalError("no field " + std::string(path));
  if (dot != std::string_view::npos) {
    return SetField(message->GetReflection()->MutableMessage(message, field), path.substr(dot + 1),
                    values, surroundings);
  }
  const bool text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated();
  for (const std::string& value : values) {
    if (value.empty() && !text) continue;
    absl::Status status = SetValue(message, field, value, surroundings);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::string ExpandName(const std::string& text, std::string_view pattern,
                       const std::string& tenant) {
  if (text.empty() || text.find('/') != std::string::npos) return text;
  const std::string_view form = pattern.substr(0, pattern.find(','));
  const size_t collection = form.find("/*/");
  if (collection == std::string_view::npos) return "tenants/" + text;
  std::string_view rest = form.substr(collection + 3);  // "callers/*"
  return absl::StrCat("tenants/", tenant, "/", std::string(rest.substr(0, rest.find('/') + 1)),
                      text);
}

}  // namespace ringback::cli
