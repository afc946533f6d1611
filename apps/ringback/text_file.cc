#include "apps/ringback/text_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"

namespace ringback::cli {

namespace {

constexpr size_t kMaxBytes = 1'000'000;

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  const bool is_stdin = path == "-";
  const std::string called = is_stdin ? "standard input" : path;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(
      is_stdin ? nullptr : std::fopen(path.c_str(), "rb"),
      [](std::FILE* file) { return file == nullptr ? 0 : std::fclose(file); });
  std::FILE* const file = is_stdin ? stdin : opened.get();
  if (file == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(called, ": ", std::strerror(errno)));
  }
  std::string text;
  char buffer[65536];
  while (const size_t read = std::fread(buffer, 1, sizeof(buffer), file)) {
    text.append(buffer, read);
    if (text.size() > kMaxBytes) {
      return absl::InvalidArgumentError(absl::StrCat(called, ": more than ", kMaxBytes, " bytes"));
    }
  }
  if (std::ferror(file) != 0) {
    return absl::InvalidArgumentError(absl::StrCat(called, ": ", std::strerror(errno)));
  }
  return text;
}

}  // namespace ringback::cli
