// Reading a text that is an argument of a command.
#ifndef RINGBACK_APPS_RINGBACK_TEXT_FILE_H_
#define RINGBACK_APPS_RINGBACK_TEXT_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace ringback::cli {

// What the file at `path` holds; "-" is standard input. INVALID_ARGUMENT, naming the file, when it
// cannot be read or has more than a megabyte, which no text of Ringback has.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_TEXT_FILE_H_
