#include "apps/ringback/enum_words.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

using google::protobuf::EnumDescriptor;

// What the names of all values begin with: "OUTCOME_", from the value 0 that each enum has.
std::string Prefix(const EnumDescriptor& type) {
  constexpr std::string_view kZero = "UNSPECIFIED";
  const std::string& zero = type.value(0)->name();
  return zero.ends_with(kZero) ? zero.substr(0, zero.size() - kZero.size()) : "";
}

std::string WordsOf(const EnumDescriptor& type, int index, char separator) {
  std::string words = absl::AsciiStrToLower(type.value(index)->name().substr(Prefix(type).size()));
  for (char& c : words) {
    if (c == '_') c = separator;
  }
  return words;
}

}  // namespace

absl::StatusOr<int> ParseEnum(const EnumDescriptor& type, std::string_view text) {
  std::string wanted = absl::AsciiStrToUpper(absl::string_view(text.data(), text.size()));
  for (char& c : wanted) {
    if (c == '-' || c == ' ') c = '_';
  }
  const std::string prefix = Prefix(type);
  // Value 0 means "not said": it can be named in full only.
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    if (wanted == name || (i > 0 && wanted == name.substr(prefix.size()))) {
      return type.value(i)->number();
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(Quote(text), " is none of: ", EnumChoices(type)));
}

std::string EnumWords(const EnumDescriptor& type, int value) {
  if (value == 0) return "";
  const auto* known = type.FindValueByNumber(value);
  return known == nullptr ? absl::StrCat(value) : WordsOf(type, known->index(), ' ');
}

std::string EnumChoices(const EnumDescriptor& type) {
  std::string choices;
  for (int i = 1; i < type.value_count(); ++i) {
    absl::StrAppend(&choices, i > 1 ? ", " : "", WordsOf(type, i, '-'));
  }
  return choices;
}

}  // namespace ringback::cli
