#include "apps/ringback/contacts/columns.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

bool HasAny(const std::set<std::string>& headers, std::initializer_list<const char*> wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const char* word) { return headers.contains(word); });
}

// Puts what `map` says into the columns that have its header.
absl::Status ApplyMap(const std::string& map, Columns* columns) {
  // The header may contain '=', a field does not.
  const size_t equals = map.rfind('=');
  if (equals == std::string::npos || equals == 0) {
    return absl::InvalidArgumentError(absl::StrCat("--map: ", Quote(map), " is not COLUMN=FIELD"));
  }
  const absl::StatusOr<Target> target = ParseTarget(map.substr(equals + 1));
  if (!target.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--map: ", target.status().message()));
  }
  const std::string wanted = NormalHeader(map.substr(0, equals));
  bool found = false;
  for (size_t i = 0; i < columns->headers.size(); ++i) {
    if (NormalHeader(columns->headers[i]) != wanted) continue;
    columns->targets[i] = *target;
    found = true;
  }
  if (found) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--map: the file has no column ", Quote(map.substr(0, equals)),
                   "; its columns are: ", absl::StrJoin(columns->headers, ", ")));
}

bool Identifies(const Target& target) {
  switch (target.field) {
    case Field::kGivenName:
    case Field::kFamilyName:
    case Field::kDisplayName:
    case Field::kCompany:
    case Field::kPhone:
    case Field::kEmail:
      return true;
    default:
      return false;
  }
}

}  // namespace

Source RecognizeSource(const std::vector<std::string>& headers) {
  std::set<std::string> found;
  for (const std::string& header : headers) found.insert(NormalHeader(header));
  if (HasAny(found, {"phone 1 value", "e mail 1 value", "phone 1 label", "e mail 1 label",
                     "organization 1 name"}) ||
      (found.contains("file as") && found.contains("labels"))) {
    return Source::kGoogle;
  }
  const bool names_people = HasAny(found, {"first name", "last name", "firstname", "lastname"});
  if (HasAny(found, {"record id", "record id contact", "hs object id"}) ||
      (names_people && HasAny(found, {"contact owner", "lifecycle stage", "hubspot owner id"}))) {
    return Source::kHubSpot;
  }
  if (HasAny(found, {"mailing street", "mailingstreet", "mailing city", "mailingcity"}) ||
      (HasAny(found, {"contact id", "contact id 18", "lead id", "lead id 18"}) && names_people) ||
      (found.contains("id") && HasAny(found, {"mobilephone", "accountid"}) && names_people)) {
    return Source::kSalesforce;
  }
  return Source::kCsv;
}

absl::StatusOr<Columns> MapColumns(const std::vector<std::string>& headers,
                                   const std::vector<std::string>& maps,
                                   std::optional<Source> source) {
  Columns columns;
  columns.source = source.value_or(RecognizeSource(headers));
  columns.headers = headers;
  for (const std::string& header : headers) {
    const std::string meaning = MeaningOf(NormalHeader(header), columns.source);
    const absl::StatusOr<Target> target = ParseTarget(meaning.empty() ? "ignore" : meaning);
    if (!target.ok()) return target.status();
    columns.targets.push_back(*target);
  }
  for (const std::string& map : maps) {
    absl::Status status = ApplyMap(map, &columns);
    if (!status.ok()) return status;
  }
  if (!std::any_of(columns.targets.begin(), columns.targets.end(), Identifies)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "none of the columns is a name, company, phone or e-mail: ", absl::StrJoin(headers, ", "),
        "; say what they are with --map COLUMN=FIELD"));
  }
  return columns;
}

std::string ColumnsText(const Columns& columns) {
  std::vector<std::string> used;
  std::vector<std::string> ignored;
  for (size_t i = 0; i < columns.headers.size(); ++i) {
    if (columns.targets[i].field == Field::kIgnore) {
      ignored.push_back(columns.headers[i]);
    } else {
      used.push_back(absl::StrCat(columns.headers[i], " → ", TargetText(columns.targets[i])));
    }
  }
  std::string text = absl::StrJoin(used, ", ");
  if (!ignored.empty()) absl::StrAppend(&text, "; ignored: ", absl::StrJoin(ignored, ", "));
  return text;
}

}  // namespace ringback::cli
