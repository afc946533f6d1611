#include "ringback/sending/sender.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/records/outbox_table.h"
#include "ringback/sending/letters.h"

namespace ringback {
namespace {

constexpr int kWorkers = 16;
// One receiver that hangs keeps so many threads, and the others have the rest.
constexpr int kWorkersOfPlace = 4;
constexpr int kLettersAtOnce = 500;
// Longer than any try may take, with its wait for a thread.
constexpr absl::Duration kLease = absl::Minutes(5);
// The bell tells of events and of what is queued, but not of contacts that come to be planned.
constexpr absl::Duration kLongestWait = absl::Seconds(2);
constexpr absl::Duration kWaitAfterError = absl::Seconds(1);
// Events that come close together are handed out together.
constexpr absl::Duration kGather = absl::Milliseconds(20);

std::string Domain(std::string_view address) {
  const size_t at = address.rfind('@');
  return std::string(at == std::string_view::npos ? address : address.substr(at + 1));
}

// The day's file of a tenant: "default-2030-10-07.pdf".
std::string LettersFile(const std::string& folder, const Consignment& letter, absl::CivilDay day) {
  return absl::StrCat(folder, "/", letter.tenant, "-", absl::FormatCivilTime(day), ".pdf");
}

Letter LetterOf(const Consignment& consignment) {
  return {.from_name = consignment.from_name,
          .recipient = consignment.delivery.recipient(),
          .subject = consignment.delivery.subject(),
          .language = consignment.language,
          .text = consignment.body};
}

absl::Status CheckFolder(const std::string& folder) {
  struct stat info;
  if (folder.empty()) return absl::OkStatus();
  if (stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) ||
      access(folder.c_str(), W_OK | X_OK) != 0) {
    return InvalidField("letters", Quote(folder) + " is not a folder that can be written");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Sender>> Sender::Start(Dispatch* dispatch, SenderOptions options) {
  RINGBACK_RETURN_IF_ERROR(CheckMailOptions(options.mail));
  RINGBACK_RETURN_IF_ERROR(CheckFolder(options.letters_folder));
  auto sender = std::unique_ptr<Sender>(new Sender(dispatch, std::move(options)));
  sender->clock_id_ = sender->options_.clock->TellOfJumps([dispatch] { dispatch->bell().Ring(); });
  sender->handing_ = std::thread([sender = sender.get()] { sender->Hand(); });
  for (int i = 0; i < kWorkers; ++i) {
    sender->workers_.emplace_back([sender = sender.get()] { sender->Work(); });
  }
  return sender;
}

Sender::Sender(Dispatch* dispatch, SenderOptions options)
    : dispatch_(*dispatch), options_(std::move(options)), chance_(options_.seed) {}

Sender::~Sender() { Stop(absl::ZeroDuration()); }

void Sender::Stop(absl::Duration grace) {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  dispatch_.bell().Ring();
  if (handing_.joinable()) {
    options_.clock->StopTelling(clock_id_);
    handing_.join();
  }
  {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, absl::ToChronoMicroseconds(grace),
                   [this] { return busy_ == 0 && jobs_.empty(); });
    cut_off_ = true;
  }
  for (std::thread& worker : workers_) {
    if (worker.joinable()) worker.join();
  }
}

int Sender::RoomFor(std::string_view tenant, std::string_view place) {
  const bool letters = place == kPlaceLetters;
  const bool mail = place == kPlaceMail || place == kPlaceTeam;
  if (letters && options_.letters_folder.empty()) return 0;
  if (mail && options_.mail.url.empty()) return 0;
  const std::lock_guard lock(mutex_);
  const auto found = under_way_.find({std::string(tenant), std::string(place)});
  const int under_way = found == under_way_.end() ? 0 : found->second;
  // The day's file is written by one at a time.
  if (letters) return under_way == 0 ? kLettersAtOnce : 0;
  return std::max(0, kWorkersOfPlace - under_way);
}

// Whether there may be more to hand out at once.
absl::StatusOr<bool> Sender::HandOut() {
  const absl::Time now = options_.clock->Now();
  const auto room = [this](std::string_view tenant, std::string_view place) {
    return RoomFor(tenant, place);
  };
  // What fails here keeps nothing from being sent that is queued.
  absl::Status status = dispatch_.QueueTouches(now, room);
  const absl::StatusOr<bool> more = dispatch_.FeedWebhooks(now);
  status.Update(more.status());
  RINGBACK_ASSIGN_OR_RETURN(auto consignments, dispatch_.Claim(now, kLease, room));
  HandOver(std::move(consignments));
  if (!status.ok()) return status;
  return *more || handed_over_;
}

void Sender::HandOver(std::vector<Consignment> consignments) {
  std::map<Place, Job> letters;
  handed_over_ = !consignments.empty();
  {
    const std::lock_guard lock(mutex_);
    for (Consignment& consignment : consignments) {
      const Place place(consignment.tenant, consignment.place);
      ++under_way_[place];
      if (consignment.place == kPlaceLetters) {
        letters[place].push_back(std::move(consignment));
      } else {
        jobs_.push_back({});
        jobs_.back().push_back(std::move(consignment));
      }
    }
    for (auto& [place, job] : letters) jobs_.push_back(std::move(job));
  }
  wake_.notify_all();
}

absl::Duration Sender::UntilNextTurn() {
  const auto next = dispatch_.NextTurnTime(
      options_.clock->Now(),
      [this](std::string_view tenant, std::string_view place) { return RoomFor(tenant, place); });
  if (!next.ok()) {
    LogError(next.status());
    return kWaitAfterError;
  }
  return std::clamp(*next - options_.clock->Now(), kGather, kLongestWait);
}

// Takes back what the sender before this one had; waits until the store can be written. False when
// it was stopped.
bool Sender::Begin() {
  while (!stopping_) {
    const absl::Status begun = dispatch_.Begin(options_.clock->Now());
    LogRound(begun);
    if (begun.ok() || !IsWholeStores(begun)) return true;
    // The bell is rung by Stop() too.
    dispatch_.bell().Wait(kWaitAfterError);
  }
  return false;
}

// Tells how a round went: what goes wrong in each of them is told once.
void Sender::LogRound(const absl::Status& status) {
  std::string error(status.message());
  if (error == last_error_) return;
  options_.log(status.ok()             ? "sending goes on"
               : IsWholeStores(status) ? absl::StrCat("nothing is sent: ", error)
                                       : error);
  last_error_ = std::move(error);
}

void Sender::Hand() {
  if (!Begin()) return;
  while (!stopping_) {
    const absl::StatusOr<bool> more = HandOut();
    LogRound(more.status());
    if (!more.ok()) {
      dispatch_.bell().Wait(kWaitAfterError);
    } else if (!*more && dispatch_.bell().Wait(UntilNextTurn())) {
      absl::SleepFor(kGather);
    }
  }
}

void Sender::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return !jobs_.empty() || stopping_; });
    if (jobs_.empty()) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    ++busy_;
    lock.unlock();
    Do(job);
    lock.lock();
    --busy_;
    for (const Consignment& consignment : job) {
      const auto place = under_way_.find({consignment.tenant, consignment.place});
      if (place != under_way_.end() && --place->second == 0) under_way_.erase(place);
    }
    wake_.notify_all();
    // What waited behind it may go now.
    dispatch_.bell().Ring();
  }
}

void Sender::Do(const Job& job) {
  const bool letters = job.front().place == kPlaceLetters;
  const TryOutcome outcome = stopping_ ? TryOutcome::Stopped()
                             : letters ? PrintLetters(job)
                                       : Try(job.front());
  for (const Consignment& consignment : job) Report(consignment, outcome);
}

TryOutcome Sender::Try(const Consignment& consignment) {
  if (IsPlaceOfWebhook(consignment.place)) {
    return PostWebhook(consignment, options_.webhooks, options_.clock->Now(), cut_off_);
  }
  return SendMailOf(consignment);
}

TryOutcome Sender::SendMailOf(const Consignment& consignment) {
  const MailMessage message{
      .to = consignment.delivery.recipient(),
      .from_name = consignment.from_name,
      .subject = consignment.delivery.subject(),
      .text = consignment.body,
      .message_id = absl::StrCat(std::string(LastSegment(consignment.delivery.name())), ".",
                                 consignment.tenant, ".ringback@", Domain(options_.mail.from)),
      .date = options_.clock->Now()};
  return SendMail(message, options_.mail, cut_off_);
}

TryOutcome Sender::PrintLetters(const Job& job) {
  const absl::Time now = options_.clock->Now();
  const Consignment& first = job.front();
  const absl::CivilDay day = absl::ToCivilDay(now, first.zone);
  const auto printed = dispatch_.LettersSent(first.tenant, absl::FromCivil(day, first.zone),
                                             absl::FromCivil(day + 1, first.zone));
  if (!printed.ok()) return TryOutcome::Failed(std::string(printed.status().message()));
  std::vector<Letter> letters;
  for (const Consignment& letter : *printed) letters.push_back(LetterOf(letter));
  for (const Consignment& letter : job) letters.push_back(LetterOf(letter));
  const absl::Status written =
      WriteLetters(LettersFile(options_.letters_folder, first, day), letters);
  return written.ok() ? TryOutcome::Accepted() : TryOutcome::Failed(std::string(written.message()));
}

void Sender::Report(const Consignment& consignment, const TryOutcome& outcome) {
  const absl::Time now = options_.clock->Now();
  switch (outcome.kind) {
    case TryOutcome::Kind::kAccepted:
      return LogError(dispatch_.Accepted(consignment, now));
    case TryOutcome::Kind::kStopped:
      return LogError(dispatch_.GiveBack(consignment, now));
    case TryOutcome::Kind::kFailed:
      break;
  }
  const int32_t tries = consignment.delivery.try_count();
  const bool last = outcome.failure.for_good || tries >= kMaxTries;
  options_.log(absl::StrCat(consignment.delivery.name(), last ? " is given up: " : " waits: ",
                            outcome.failure.error, " (try ", tries, ")"));
  LogError(dispatch_.Failed(consignment, outcome.failure,
                            RetryDelay(tries, options_.first_retry, Chance()), now));
}

void Sender::LogError(const absl::Status& status) {
  if (!status.ok()) options_.log(std::string(status.message()));
}

double Sender::Chance() {
  const std::lock_guard lock(mutex_);
  return std::uniform_real_distribution<double>(0, 1)(chance_);
}

}  // namespace ringback
