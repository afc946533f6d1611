#include "tests/e2e/sending/peer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace ringback::test {

using google::protobuf::Struct;

Peer::Peer(const std::vector<std::string>& arguments, std::string log) : log_(std::move(log)) {
  unlink(log_.c_str());
  std::vector<std::string> words = {"/usr/bin/python3", "-B"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int out[2];
  if (pipe(out) != 0) return;
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(out[1], STDOUT_FILENO);
    close(out[0]);
    close(out[1]);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  close(out[1]);
  FILE* lines = fdopen(out[0], "r");
  if (lines == nullptr || fscanf(lines, "listening on %d", &port_) != 1) {
    ADD_FAILURE() << arguments[0] << " does not listen";
  }
  if (lines != nullptr) fclose(lines);
}

Peer::~Peer() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::vector<Struct> Peer::Lines() const {
  std::ifstream file(log_);
  std::vector<Struct> lines;
  for (std::string text; std::getline(file, text);) {
    Struct line;
    // The last one may not be there as a whole yet.
    if (google::protobuf::util::JsonStringToMessage(text, &line).ok())
      lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Struct> Peer::WaitForLines(size_t count,
                                       const std::function<bool(const Struct&)>& which,
                                       absl::Duration limit) const {
  const absl::Time until = absl::Now() + limit;
  while (true) {
    std::vector<Struct> found;
    for (Struct& line : Lines()) {
      if (!which || which(line)) found.push_back(std::move(line));
    }
    if (found.size() >= count || absl::Now() > until) return found;
    absl::SleepFor(absl::Milliseconds(10));
  }
}

std::string Field(const Struct& line, const std::string& name) {
  const auto found = line.fields().find(name);
  if (found == line.fields().end()) return "";
  switch (found->second.kind_case()) {
    case google::protobuf::Value::kBoolValue:
      return found->second.bool_value() ? "true" : "false";
    case google::protobuf::Value::kNumberValue:
      return absl::StrCat(found->second.number_value());
    default:
      return found->second.string_value();
  }
}

void MakeCertificate(const std::string& folder) {
  const std::string command = absl::StrCat(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
      "/CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout ",
      folder, "/key.pem -out ", folder, "/cert.pem 2> /dev/null");
  ASSERT_EQ(system(command.c_str()), 0) << command;
}

}  // namespace ringback::test
