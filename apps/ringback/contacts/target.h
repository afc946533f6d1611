// What a column of a contact export is read into.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_TARGET_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_TARGET_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ringback::cli {

// A field of a caller, or a part of one.
enum class Field {
  kIgnore,
  kHonorific,
  kGivenName,
  kMiddleName,  // added to the given name
  kFamilyName,
  kDisplayName,  // used when there is neither given nor family name
  kCompany,
  kHousehold,
  kPhone,
  kPhoneLabel,
  kEmail,
  kAddress,  // the whole of it
  kStreet,
  kZip,
  kCity,
  kState,
  kCountry,
  kLanguage,
  kTimeZone,
  kExternalId,
  kDoNotCall,  // of all numbers
  kAnnotation,
};

// A field, and which one of several.
struct Target {
  Field field = Field::kIgnore;
  std::string label;  // of a phone, or the key of an annotation
  int group = 0;      // columns of one group belong together: "Phone 2 - Type", "Phone 2 - Value"

  friend bool operator==(const Target&, const Target&) = default;
};

// Reads a field as people name it: "given_name", "phone", "phone:work", "note", "annotation:KEY",
// "ignore"; with "#2" at its end for the second group. INVALID_ARGUMENT lists what there is.
absl::StatusOr<Target> ParseTarget(std::string_view text);

// What ParseTarget reads, without the group.
std::string TargetText(const Target& target);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_TARGET_H_
