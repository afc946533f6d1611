// A program that watches.
#ifndef TESTS_E2E_WATCHER_H_
#define TESTS_E2E_WATCHER_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "ringback/client.h"

namespace ringback::test {

// One watch that reads all it can get. Safe from any thread.
class Watcher final : public grpc::ClientReadReactor<v1::Event> {
 public:
  Watcher(const Client& client, v1::WatchEventsRequest request);
  // Cancels the watch and waits for its end.
  ~Watcher() override;

  // Waits until the watch is in place: what is written from now on is seen.
  bool AwaitPlace(absl::Duration limit = absl::Seconds(20));
  // Waits for this many events.
  bool AwaitEvents(size_t count, absl::Duration limit = absl::Seconds(20));
  bool AwaitEnd(absl::Duration limit = absl::Seconds(20));

  bool ended();
  // Once it has ended.
  absl::Status status();
  std::vector<v1::Event> events();
  // The token that the initial metadata had.
  std::string first_token();
  // The token to go on with after what was received.
  std::string last_token();

 private:
  void OnReadInitialMetadataDone(bool ok) override;
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;
  template <typename Condition>
  bool Await(absl::Duration limit, Condition condition);

  grpc::ClientContext context_;
  const v1::WatchEventsRequest request_;
  v1::Event event_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<v1::Event> events_;
  std::string first_token_;
  bool in_place_ = false;
  bool ended_ = false;
  grpc::Status status_;
};

// The number of an event, from its name.
int64_t SeqOf(const v1::Event& event);

std::vector<int64_t> SeqsOf(const std::vector<v1::Event>& events);

// Whether they are `first`, `first` + 1 and so on: each once, in order.
bool CountUp(const std::vector<int64_t>& seqs, int64_t first);

}  // namespace ringback::test

#endif  // TESTS_E2E_WATCHER_H_
