// Which calls the server still has to do with.
#ifndef RINGBACK_SERVICE_LIVE_CALLS_H_
#define RINGBACK_SERVICE_LIVE_CALLS_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/time/time.h"

namespace ringback {

// Counts the calls that are awaited or under way, so that the queue and the executor outlive them,
// lets a server that goes down answer those that have begun, and refuses those that are too many.
// Safe from any thread.
class LiveCalls {
 public:
  // Whether a call is to be answered, and if not, why.
  enum class Admission { kAdmitted, kTooMany, kGoingDown };

  struct Limits {
    size_t most = SIZE_MAX;          // calls under way at a time, but see Count()
    size_t most_of_peer = SIZE_MAX;  // of one connection, which is looked at beyond as many of all
    // Told of each call that speaks against its client when there are many of them, with its peer.
    std::function<void(const std::string& peer)> strike = nullptr;
  };

  explicit LiveCalls(Limits limits) : limits_(std::move(limits)) {}

  // One call, for as long as this object is there.
  class Place {
   public:
    explicit Place(LiveCalls* calls) : calls_(*calls) {
      std::lock_guard lock(calls_.mutex_);
      ++calls_.count_;
    }
    ~Place() {
      std::lock_guard lock(calls_.mutex_);
      if (--calls_.count_ == 0) calls_.none_.notify_all();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    LiveCalls& calls_;
  };

  void WaitForNone() {
    std::unique_lock lock(mutex_);
    none_.wait(lock, [this] { return count_ == 0; });
  }

  // Asked of each call that has come; `peer` gives its connection's name. One that is admitted says
  // Answered() when it has been, with what `counted_as` has become.
  template <typename Peer>
  Admission Admit(const Peer& peer, std::string* counted_as) {
    std::lock_guard lock(mutex_);
    if (closed_) return Admission::kGoingDown;
    if (admitted_ >= limits_.most_of_peer && !Count(peer(), counted_as)) {
      return Admission::kTooMany;
    }
    ++admitted_;
    return Admission::kAdmitted;
  }
  // Told of each call that its client gave up, that was refused because there were too many, or
  // that nobody has many of in a second: watches, and what is not of the contract.
  void Strike(const std::string& peer) {
    if (limits_.strike) limits_.strike(peer);
  }
  void Answered(const std::string& counted_as) {
    std::lock_guard lock(mutex_);
    const auto found = counted_as.empty() ? of_peer_.end() : of_peer_.find(counted_as);
    if (found != of_peer_.end() && --found->second == 0) of_peer_.erase(found);
    if (--admitted_ == 0) none_admitted_.notify_all();
  }

  // Admits no more, and waits until `deadline` for the answers of those that were.
  void Close(absl::Time deadline) {
    std::unique_lock lock(mutex_);
    closed_ = true;
    none_admitted_.wait_until(lock, absl::ToChronoTime(deadline),
                              [this] { return admitted_ == 0; });
  }

 private:
  // Whether one more call of a connection may be under way, which is counted then. Connections over
  // IP alone have names of their own. Beyond `most`, those that have few are taken still, as far as
  // as many again: what others have begun is no reason to refuse them.
  bool Count(std::string peer, std::string* counted_as) {
    constexpr size_t kFew = 16;
    const bool is_full = admitted_ >= limits_.most;
    if (peer.compare(0, 3, "ipv") != 0) return !is_full;
    const auto found = of_peer_.find(peer);
    const size_t count = found == of_peer_.end() ? 0 : found->second;
    if (count >= limits_.most_of_peer) return false;
    if (is_full && (count >= kFew || admitted_ / 2 >= limits_.most)) return false;
    ++of_peer_[peer];
    *counted_as = std::move(peer);
    return true;
  }

  const Limits limits_;

  std::mutex mutex_;
  std::condition_variable none_;
  std::condition_variable none_admitted_;
  size_t count_ = 0;
  size_t admitted_ = 0;
  std::map<std::string, size_t> of_peer_;
  bool closed_ = false;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_LIVE_CALLS_H_
