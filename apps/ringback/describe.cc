#include "apps/ringback/describe.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "apps/ringback/cadence_text.h"
#include "apps/ringback/calling_hours.h"
#include "apps/ringback/enum_words.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "ringback/v1/follow_up.pb.h"
#include "ringback/v1/lead.pb.h"
#include "ringback/v1/tenant.pb.h"
#include "ringback/v1/types.pb.h"

namespace ringback::cli {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Line = std::pair<std::string, std::string>;  // what it is called, and its value

template <typename T>
const T& As(const Message& message) {
  return static_cast<const T&>(message);
}

// A message that is a value to a person, in words; "" for one that has fields to show.
std::string MessageText(const Message& message, const Clock& clock) {
  const auto* type = message.GetDescriptor();
  if (type == google::protobuf::Timestamp::descriptor()) {
    const absl::Time time = FromProto(As<google::protobuf::Timestamp>(message));
    return SpokenTime(time, clock) + " (" + Ago(time, clock) + ")";
  }
  if (type == google::protobuf::Duration::descriptor()) {
    return SpokenLength(absl::Seconds(As<google::protobuf::Duration>(message).seconds()));
  }
  if (type == v1::Phone::descriptor()) return PhoneText(As<v1::Phone>(message));
  if (type == v1::TimeSlot::descriptor()) return SpokenSlot(As<v1::TimeSlot>(message), clock);
  if (type == v1::CallingHours::descriptor()) {
    return CallingHoursText(As<v1::CallingHours>(message));
  }
  if (type == v1::CadenceStep::descriptor()) return StepText(As<v1::CadenceStep>(message));
  if (type == v1::DispositionRule::descriptor()) return RuleText(As<v1::DispositionRule>(message));
  if (type == v1::Enrolment::descriptor()) return EnrolmentText(As<v1::Enrolment>(message), clock);
  if (type == v1::ExternalId::descriptor()) {
    const auto& id = As<v1::ExternalId>(message);
    return absl::StrCat(id.system(), ":", id.id(), id.url().empty() ? "" : " ", id.url());
  }
  return "";
}

// One value of a field; `index` is -1 for a field that is not repeated.
std::string ValueText(const Message& message, const FieldDescriptor& field, int index,
                      const Clock& clock) {
  const auto* reflection = message.GetReflection();
  const bool repeated = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? reflection->GetRepeatedString(message, &field, index)
                      : reflection->GetString(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumWords(*field.enum_type(),
                       repeated ? reflection->GetRepeatedEnumValue(message, &field, index)
                                : reflection->GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection->GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(reflection->GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(repeated ? reflection->GetRepeatedMessage(message, &field, index)
                                  : reflection->GetMessage(message, &field),
                         clock);
    default:
      return "";
  }
}

void AddLines(const Message& message, const Clock& clock, std::vector<Line>* lines);

void AddMap(const Message& message, const FieldDescriptor& field, const std::string& label,
            std::vector<Line>* lines) {
  const auto* reflection = message.GetReflection();
  std::vector<std::string> entries;
  for (int i = 0; i < reflection->FieldSize(message, &field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, &field, i);
    const auto* type = entry.GetDescriptor();
    entries.push_back(entry.GetReflection()->GetString(entry, type->map_key()) + ": " +
                      entry.GetReflection()->GetString(entry, type->map_value()));
  }
  std::sort(entries.begin(), entries.end());
  for (std::string& entry : entries) lines->emplace_back(label, std::move(entry));
}

void AddField(const Message& message, const FieldDescriptor& field, const Clock& clock,
              std::vector<Line>* lines) {
  std::string label = field.name();
  std::replace(label.begin(), label.end(), '_', ' ');
  const auto* reflection = message.GetReflection();
  if (field.is_map()) return AddMap(message, field, label, lines);
  if (!field.is_repeated()) {
    std::string text = ValueText(message, field, -1, clock);
    if (text.empty() && field.message_type() != nullptr) {
      return AddLines(reflection->GetMessage(message, &field), clock, lines);
    }
    lines->emplace_back(std::move(label), std::move(text));
    return;
  }
  for (int i = 0; i < reflection->FieldSize(message, &field); ++i) {
    lines->emplace_back(label, ValueText(message, field, i, clock));
  }
}

void AddLines(const Message& message, const Clock& clock, std::vector<Line>* lines) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) AddField(message, *field, clock, lines);
}

}  // namespace

std::string Describe(const Message& resource, const Clock& clock, const Ink& ink) {
  std::vector<Line> lines;
  AddLines(resource, clock, &lines);
  size_t width = 0;
  for (const auto& [label, value] : lines) width = std::max(width, WidthOf(label));
  std::string text;
  const std::string* last = nullptr;
  for (const auto& [label, value] : lines) {
    // A repeated field is called by its name once.
    const bool again = last != nullptr && *last == label;
    std::string padded = again ? "" : label;
    padded.resize(width + 2, ' ');
    text += ink.Dim(padded) + Lines(value, width + 2) + "\n";
    last = &label;
  }
  return text;
}

std::string PhoneText(const v1::Phone& phone) {
  std::vector<std::string> remarks;
  if (!phone.label().empty()) remarks.push_back(phone.label());
  if (phone.primary()) remarks.emplace_back("primary");
  if (phone.do_not_call()) remarks.emplace_back("do not call");
  std::string text = phone.number();
  if (!phone.extension().empty()) absl::StrAppend(&text, " ext. ", phone.extension());
  if (!remarks.empty()) absl::StrAppend(&text, " (", absl::StrJoin(remarks, ", "), ")");
  return text;
}

std::string CallerText(const v1::Caller& caller) {
  std::vector<std::string> parts;
  if (!caller.honorific().empty()) parts.push_back(caller.honorific());
  if (!caller.given_name().empty()) parts.push_back(caller.given_name());
  if (!caller.family_name().empty()) parts.push_back(caller.family_name());
  std::string text = absl::StrJoin(parts, " ");
  if (caller.given_name().empty() && caller.family_name().empty()) text = caller.display_name();
  if (text.empty()) text = caller.company();
  if (!caller.company().empty() && text != caller.company()) {
    absl::StrAppend(&text, ", ", caller.company());
  }
  if (text.empty()) text = caller.phones().empty() ? caller.name() : caller.phones(0).number();
  return text.empty() ? "somebody without a name" : text;
}

std::string AddressText(const std::string& address) {
  std::string text;
  for (const char c : address) {
    if (c == '\r') continue;
    if (c == '\n') {
      text += ", ";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace ringback::cli
