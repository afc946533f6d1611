#include "tests/e2e/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace ringback::test {
namespace {

constexpr absl::Duration kStartLimit = absl::Seconds(30);
constexpr std::string_view kListening = "listening on ";

// Between fork and exec only what is safe after a fork of many threads.
pid_t Spawn(const char* program, char* const* arguments, const char* log, rlim_t descriptors) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit limit = {descriptors, descriptors};
  if (descriptors > 0) setrlimit(RLIMIT_NOFILE, &limit);
  const int out = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execv(program, arguments);
  _exit(127);
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& arguments, std::string log,
                             uint64_t descriptors)
    : log_(std::move(log)) {
  unlink(log_.c_str());
  const char* program = getenv("RINGBACKD");
  if (program == nullptr) {
    ADD_FAILURE() << "RINGBACKD does not say where ringbackd is";
    return;
  }
  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_ = Spawn(program, pointers.data(), log_.c_str(), descriptors);
  const auto asked =
      static_cast<size_t>(std::count(arguments.begin(), arguments.end(), "--listen"));
  const absl::Time limit = absl::Now() + kStartLimit;
  while (!FindAddresses(std::max<size_t>(asked, 1)) && Wait(absl::ZeroDuration()) == -1) {
    if (absl::Now() > limit) {
      ADD_FAILURE() << "ringbackd did not start:\n" << Log();
      Kill();
      return;
    }
    absl::SleepFor(absl::Milliseconds(5));
  }
}

ServerProcess::~ServerProcess() { Kill(); }

bool ServerProcess::FindAddresses(size_t count) {
  const std::string log = Log();
  std::vector<std::string> found;
  size_t at = 0;
  while ((at = log.find(kListening, at)) != std::string::npos) {
    at += kListening.size();
    const size_t end = log.find(", store", at);
    if (end == std::string::npos) break;
    found.push_back(log.substr(at, end - at));
  }
  if (found.size() < count) return false;
  addresses_ = std::move(found);
  return true;
}

void ServerProcess::Signal(int signal) const {
  if (pid_ > 0) kill(pid_, signal);
}

void ServerProcess::LimitDescriptors(uint64_t descriptors) const {
  rlimit limit;
  EXPECT_EQ(prlimit(pid_, RLIMIT_NOFILE, nullptr, &limit), 0);
  limit.rlim_cur = descriptors;
  EXPECT_EQ(prlimit(pid_, RLIMIT_NOFILE, &limit, nullptr), 0);
}

int64_t ServerProcess::MemoryBytes(const std::string& kind) const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  std::string word;
  int64_t kilobytes = -1;
  while (status >> word) {
    if (word == kind && status >> kilobytes) return kilobytes << 10;
  }
  ADD_FAILURE() << "/proc does not say " << kind;
  return -1;
}

int ServerProcess::Wait(absl::Duration limit) {
  const absl::Time until = absl::Now() + limit;
  while (pid_ > 0) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      pid_ = -1;
    } else if (absl::Now() >= until) {
      return -1;
    } else {
      absl::SleepFor(absl::Milliseconds(2));
    }
  }
  return exit_code_;
}

void ServerProcess::Kill() {
  Signal(SIGKILL);
  Wait(absl::Seconds(10));
}

std::string ServerProcess::Log() const {
  std::ifstream file(log_);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace ringback::test
