// Which column of a contact export holds what.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_COLUMNS_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_COLUMNS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "apps/ringback/contacts/header_words.h"
#include "apps/ringback/contacts/target.h"

namespace ringback::cli {

// The columns of a file.
struct Columns {
  Source source = Source::kCsv;
  std::vector<std::string> headers;
  std::vector<Target> targets;  // as many as there are headers
};

// Reads the program that wrote a file off its headers.
Source RecognizeSource(const std::vector<std::string>& headers);

// Finds out what the columns hold. `maps` ("COLUMN=FIELD") says it for some of them; `source`, when
// given, says which program wrote the file. INVALID_ARGUMENT when a map cannot be read, or names no
// column, and when no column can be used.
absl::StatusOr<Columns> MapColumns(const std::vector<std::string>& headers,
                                   const std::vector<std::string>& maps,
                                   std::optional<Source> source);

// "Phone Number → phone:work, …; ignored: …".
std::string ColumnsText(const Columns& columns);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_COLUMNS_H_
