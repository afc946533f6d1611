// Many threads that do everything at once with a few handles: nothing crashes, nothing is told
// twice, nothing is left.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bindings/c/ringback.h"
#include "gtest/gtest.h"
#include "tests/bindings/c/c_fixture.h"

namespace ringback::test {
namespace {

constexpr int kThreads = 6;
constexpr int kPlaces = 4;

std::chrono::seconds TimeToHammer() {
  const char* seconds = std::getenv("RINGBACK_HAMMER_SECONDS");
  return std::chrono::seconds(seconds == nullptr ? 3 : std::atoi(seconds));
}

// What the threads share: handles that any of them opens, uses and closes. A place is read and
// written without a lock around what is done with the handle, which is the point.
class Anvil {
 public:
  // `targets`: one a place. Without `calls` there are look-ups only, which need no gRPC.
  Anvil(std::vector<std::string> targets, bool calls)
      : targets_(std::move(targets)), calls_(calls) {
    for (auto& client : clients_) client = 0;
    for (auto& watcher : watchers_) watcher = 0;
  }

  void Hammer(unsigned seed, std::chrono::steady_clock::time_point until) {
    std::mt19937 random(seed);
    while (std::chrono::steady_clock::now() < until) Strike(random);
  }

  void CloseAll() {
    for (auto& client : clients_) rb_close(client);
    for (auto& watcher : watchers_) rb_watcher_close(watcher);
  }

  int started() const { return started_; }
  int told() const { return told_; }

 private:
  static void OnCard(void* user, int, rb_card* card) {
    rb_card_free(card);
    ++static_cast<Anvil*>(user)->told_;
  }
  static void OnAnswer(void* user, int, rb_buffer response) {
    rb_buffer_free(&response);
    ++static_cast<Anvil*>(user)->told_;
  }

  void Strike(std::mt19937& random) {
    const size_t place = random() % kPlaces;
    switch (random() % (calls_ ? 12 : 8)) {
      case 0:
        return Open(place);
      case 1:
        if (random() % 8 == 0) rb_close(clients_[place]);
        return;
      case 2:
      case 3:
        return LookUp(place, random());
      case 4:
      case 5:
      case 6:
        return StartLookup(place, random());
      case 7:
        rb_cancel(last_operation_);
        return;
      case 8:
        return Call(place);
      case 9:
        return StartCall(place, random());
      case 10:
        return Watch(place);
      default:
        return TakeEvent(place, random());
    }
  }

  void Open(size_t place) {
    rb_client client = 0;
    // Most of the time the file is open already, by another thread.
    if (rb_open(targets_[place].c_str(), nullptr, &client) != RB_OK) return;
    rb_close(clients_[place].exchange(client));
  }

  static std::string SomeNumber(unsigned random) {
    return "+1202555" + std::to_string(1000 + random % 50);
  }

  void LookUp(size_t place, unsigned random) {
    const std::string number = SomeNumber(random);
    rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
    request.ani = number.c_str();
    rb_card* card = nullptr;
    if (rb_lookup(clients_[place], &request, &card) == RB_OK) {
      EXPECT_EQ(card->ani, number);
    }
    rb_card_free(card);
  }

  void StartLookup(size_t place, unsigned random) {
    const std::string number = SomeNumber(random);
    rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
    request.ani = number.c_str();
    rb_operation operation = 0;
    if (rb_lookup_start(clients_[place], &request, OnCard, this, &operation) != RB_OK) return;
    ++started_;
    last_operation_ = operation;
    if (random % 4 == 0) rb_cancel(operation);
  }

  void Call(size_t place) {
    Buffer response;
    const std::string request =
        R"({"attempt": {"dialedNumber": "+12025551000", "outcome": "OUTCOME_BUSY"}})";
    rb_call(clients_[place], "AttemptService.RecordAttempt", RB_JSON, request.data(),
            request.size(), 2000, response.out());
  }

  void StartCall(size_t place, unsigned random) {
    rb_operation operation = 0;
    if (rb_call_start(clients_[place], "TenantService.ListTenants", RB_PROTO, nullptr, 0, 2000,
                      OnAnswer, this, &operation) != RB_OK) {
      return;
    }
    ++started_;
    if (random % 4 == 0) rb_cancel(operation);
  }

  void Watch(size_t place) {
    rb_watcher watcher = 0;
    if (rb_watch(clients_[place], RB_PROTO, nullptr, 0, 2000, &watcher) != RB_OK) return;
    rb_watcher_close(watchers_[place].exchange(watcher));
  }

  void TakeEvent(size_t place, unsigned random) {
    Buffer event;
    rb_watcher_fd(watchers_[place]);
    rb_watcher_next(watchers_[place], static_cast<int>(random % 3), event.out());
    if (random % 16 == 0) rb_watcher_close(watchers_[place]);
  }

  const std::vector<std::string> targets_;
  const bool calls_;
  std::atomic<rb_client> clients_[kPlaces];
  std::atomic<rb_watcher> watchers_[kPlaces];
  std::atomic<rb_operation> last_operation_{0};
  std::atomic<int> started_{0};
  std::atomic<int> told_{0};
};

void HammerOn(std::vector<std::string> targets, bool calls) {
  Anvil anvil(std::move(targets), calls);
  const auto until = std::chrono::steady_clock::now() + TimeToHammer();
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < kThreads; ++seed) {
    threads.emplace_back([&, seed] { anvil.Hammer(seed, until); });
  }
  for (auto& thread : threads) thread.join();
  anvil.CloseAll();
  EXPECT_GT(anvil.started(), 0);
  // Each once, and all of them by the time that the last close has returned.
  EXPECT_EQ(anvil.told(), anvil.started());
}

TEST(HammerTest, LookupsOfFilesThatAreOpenedAndClosed) {
  const ScratchFolder folder;
  HammerOn({"sqlite:" + folder.File("a.db"), "sqlite:" + folder.File("b.db"),
            "sqlite:" + folder.File("c.db"), "sqlite:" + folder.File("c.db")},
           /*calls=*/false);
}

TEST(HammerTest, EverythingOnFilesAndServers) {
  const ScratchFolder folder;
  const CApi served(Kind::kServer);
  HammerOn({"sqlite:" + folder.File("a.db"), "sqlite:" + folder.File("a.db"), served.target(),
            "127.0.0.1:1"},
           /*calls=*/true);
}

}  // namespace
}  // namespace ringback::test
