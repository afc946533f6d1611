// Sends what the engine has queued: mail, webhooks and letters.
#ifndef RINGBACK_SENDING_SENDER_H_
#define RINGBACK_SENDING_SENDER_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/base/clock.h"
#include "ringback/delivery/dispatch.h"
#include "ringback/delivery/retry.h"
#include "ringback/sending/mail.h"
#include "ringback/sending/webhook_post.h"

namespace ringback {

struct SenderOptions {
  MailOptions mail = {};  // without a url mail stays queued
  WebhookOptions webhooks = {};
  std::string letters_folder = {};  // without one letters stay queued
  absl::Duration first_retry = kFirstRetry;
  uint64_t seed = std::random_device{}();  // of the chance in when things are tried again
  // Says what is due; must outlive the sender. Signatures and mail bear the machine's time.
  Clock* clock = Clock::System();
  // Told in one line what did not go out; without secrets and personal data. Any thread.
  std::function<void(std::string_view)> log = [](std::string_view) {};
};

// Sends until it is stopped, on threads of its own; while the store cannot be written nothing is
// sent, and it goes on by itself when it can be. There may be one for an engine. Start and Stop by
// one thread.
class Sender {
 public:
  // INVALID_ARGUMENT names the field of the options that cannot work: `smtp`, `smtp_from`,
  // `smtp_user`, `letters`. `dispatch` must outlive the sender.
  static absl::StatusOr<std::unique_ptr<Sender>> Start(Dispatch* dispatch, SenderOptions options);
  ~Sender();

  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Begins nothing more, and gives what has begun `grace` to end; then it is cut off, and tried
  // again by the next sender.
  void Stop(absl::Duration grace);

 private:
  using Place = std::pair<std::string, std::string>;  // tenant, place

  // What one thread does at once: one delivery, or all the letters of a place.
  using Job = std::vector<Consignment>;

  Sender(Dispatch* dispatch, SenderOptions options);
  void Hand();  // the thread that hands out jobs
  bool Begin();
  void Work();  // a thread that does them
  absl::StatusOr<bool> HandOut();
  void HandOver(std::vector<Consignment> consignments);
  absl::Duration UntilNextTurn();
  int RoomFor(std::string_view tenant, std::string_view place);
  void Do(const Job& job);
  TryOutcome Try(const Consignment& consignment);
  TryOutcome SendMailOf(const Consignment& consignment);
  TryOutcome PrintLetters(const Job& job);
  void Report(const Consignment& consignment, const TryOutcome& outcome);
  void LogError(const absl::Status& status);
  void LogRound(const absl::Status& status);
  double Chance();

  Dispatch& dispatch_;
  const SenderOptions options_;
  std::atomic<bool> stopping_ = false;  // nothing more begins
  std::atomic<bool> cut_off_ = false;   // what has begun ends

  std::mutex mutex_;
  std::condition_variable wake_;  // a job, an end of one, or stopping
  std::deque<Job> jobs_;
  int busy_ = 0;                    // jobs that are being done
  std::map<Place, int> under_way_;  // deliveries that were handed out and have not ended
  std::mt19937_64 chance_;
  bool handed_over_ = false;  // in the last round; of the thread that hands out
  std::string last_error_;    // of a round; of the thread that hands out
  int64_t clock_id_ = 0;
  std::thread handing_;
  std::vector<std::thread> workers_;
};

}  // namespace ringback

#endif  // RINGBACK_SENDING_SENDER_H_
