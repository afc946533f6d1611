#include "apps/ringback/contacts/target.h"

#include <array>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

struct FieldName {
  const char* name;
  Field field;
};

constexpr std::array<FieldName, 22> kFieldNames = {{
    {"ignore", Field::kIgnore},
    {"honorific", Field::kHonorific},
    {"given_name", Field::kGivenName},
    {"middle_name", Field::kMiddleName},
    {"family_name", Field::kFamilyName},
    {"display_name", Field::kDisplayName},
    {"company", Field::kCompany},
    {"household", Field::kHousehold},
    {"phone", Field::kPhone},
    {"phone_label", Field::kPhoneLabel},
    {"email", Field::kEmail},
    {"service_address", Field::kAddress},
    {"street", Field::kStreet},
    {"zip", Field::kZip},
    {"city", Field::kCity},
    {"state", Field::kState},
    {"country", Field::kCountry},
    {"language", Field::kLanguage},
    {"time_zone", Field::kTimeZone},
    {"external_id", Field::kExternalId},
    {"do_not_call", Field::kDoNotCall},
    {"annotation", Field::kAnnotation},
}};

bool TakesLabel(Field field) { return field == Field::kPhone || field == Field::kAnnotation; }

absl::Status UnknownField(std::string_view text) {
  std::string names;
  for (const FieldName& known : kFieldNames) {
    absl::StrAppend(&names, known.name, known.field == Field::kAnnotation ? ":KEY" : "", ", ");
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Quote(text), " is none of: ", names, "phone:LABEL, note"));
}

}  // namespace

absl::StatusOr<Target> ParseTarget(std::string_view text) {
  Target target;
  std::string rest(text);
  const size_t hash = rest.rfind('#');
  if (hash != std::string::npos && absl::SimpleAtoi(rest.substr(hash + 1), &target.group)) {
    rest.resize(hash);
  }
  // A note has no field of its own; it is kept beside the caller.
  if (rest == "note") rest = "annotation:note";
  const size_t colon = rest.find(':');
  if (colon != std::string::npos) target.label = rest.substr(colon + 1);
  rest = rest.substr(0, colon);
  for (const FieldName& known : kFieldNames) {
    if (rest != known.name) continue;
    target.field = known.field;
    const bool bad_label = colon != std::string::npos && !TakesLabel(target.field);
    const bool no_key = target.field == Field::kAnnotation && target.label.empty();
    if (bad_label || no_key) break;
    return target;
  }
  return UnknownField(text);
}

std::string TargetText(const Target& target) {
  if (target.field == Field::kAnnotation && target.label == "note") return "note";
  for (const FieldName& known : kFieldNames) {
    if (known.field != target.field) continue;
    return absl::StrCat(known.name, target.label.empty() ? "" : ":", target.label);
  }
  return "ignore";
}

}  // namespace ringback::cli
