#include "ringback/records/answer_subjects.h"

#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "google/protobuf/descriptor.h"

namespace ringback {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kTenants = "tenants/";
constexpr std::string_view kCallers = "/callers/";

bool IsIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
}
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Where the characters of this kind end that begin at `from`.
size_t EndOf(std::string_view text, size_t from, bool (*is_of_kind)(char)) {
  while (from < text.size() && is_of_kind(text[from])) ++from;
  return from;
}

void AddCallers(std::string_view text, std::set<std::string>* subjects) {
  for (size_t begin = text.find(kTenants); begin != std::string_view::npos;) {
    const size_t next = begin + kTenants.size();
    const size_t tenant_end = EndOf(text, next, &IsIdCharacter);
    if (text.substr(tenant_end, kCallers.size()) == kCallers) {
      const size_t end = EndOf(text, tenant_end + kCallers.size(), &IsIdCharacter);
      subjects->emplace(text.substr(begin, end - begin));
    }
    begin = text.find(kTenants, next);
  }
}

void AddNumbers(std::string_view text, std::set<std::string>* subjects) {
  for (size_t begin = text.find('+'); begin != std::string_view::npos;) {
    const size_t end = EndOf(text, begin + 1, &IsDigit);
    if (end > begin + 1) subjects->emplace(text.substr(begin, end - begin));
    begin = text.find('+', end);
  }
}

void AddSubjects(const Message& message, std::set<std::string>* subjects) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool is_text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    if (!is_text && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (!is_text) {
        AddSubjects(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                         : reflection.GetMessage(message, field),
                    subjects);
        continue;
      }
      std::string scratch;
      const std::string& text =
          field->is_repeated() ? reflection.GetRepeatedStringReference(message, field, i, &scratch)
                               : reflection.GetStringReference(message, field, &scratch);
      AddCallers(text, subjects);
      AddNumbers(text, subjects);
    }
  }
}

}  // namespace

std::set<std::string> SubjectsOf(const Message& answer) {
  std::set<std::string> subjects;
  AddSubjects(answer, &subjects);
  return subjects;
}

}  // namespace ringback
