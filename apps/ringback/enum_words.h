// Enum values as people write them: "no-answer" for OUTCOME_NO_ANSWER.
#ifndef RINGBACK_APPS_RINGBACK_ENUM_WORDS_H_
#define RINGBACK_APPS_RINGBACK_ENUM_WORDS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace ringback::cli {

// The value that `text` names: its full name, the name without the enum's prefix, in any case, with
// '-', '_' or ' ' between the words. INVALID_ARGUMENT lists what there is.
absl::StatusOr<int> ParseEnum(const google::protobuf::EnumDescriptor& type, std::string_view text);

// The words of a value: "no answer"; "" for the value 0, a number for a value that is not known.
std::string EnumWords(const google::protobuf::EnumDescriptor& type, int value);

// What can be written for `type`: "no-answer, busy, …".
std::string EnumChoices(const google::protobuf::EnumDescriptor& type);

// EnumWords for a generated enum.
template <typename Enum>
std::string Words(Enum value) {
  return EnumWords(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_ENUM_WORDS_H_
