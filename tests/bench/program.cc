#include "tests/bench/program.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ringback::bench {
namespace {

constexpr const char* kBuild =
#if defined(NDEBUG) && defined(__OPTIMIZE__)
    "opt";
#else
    "debug";
#endif

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&quoted, "\\u%04x", static_cast<unsigned>(c));
    } else {
      quoted.push_back(c);
    }
  }
  return quoted + "\"";
}

}  // namespace

void Die(std::string_view why) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(why.size()), why.data());
  std::exit(1);
}

void AddBuildFlag(CLI::App* app) {
  app->set_version_flag("--build", kBuild, "Print how this program was built: opt or debug");
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) Die("cannot read " + path);
  return std::move(bytes).str();
}

void JsonLine::AddName(std::string_view name) {
  absl::StrAppend(&fields_, fields_.empty() ? "" : ", ", Quoted(name), ": ");
}

JsonLine& JsonLine::Add(std::string_view name, double value) {
  AddName(name);
  absl::StrAppendFormat(&fields_, "%.6g", value);
  return *this;
}

JsonLine& JsonLine::Add(std::string_view name, std::string_view value) {
  AddName(name);
  absl::StrAppend(&fields_, Quoted(value));
  return *this;
}

void JsonLine::Print() const {
  std::printf("{%s}\n", fields_.c_str());
  std::fflush(stdout);
}

}  // namespace ringback::bench
