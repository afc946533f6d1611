#include "tests/e2e/watcher.h"

#include <cstdlib>
#include <utility>

#include "absl/time/clock.h"

namespace ringback::test {

Watcher::Watcher(const Client& client, v1::WatchEventsRequest request)
    : request_(std::move(request)) {
  context_.set_wait_for_ready(true);
  client.events().async()->WatchEvents(&context_, &request_, this);
  StartRead(&event_);
  StartCall();
}

Watcher::~Watcher() {
  context_.TryCancel();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_; });
}

void Watcher::OnReadInitialMetadataDone(bool ok) {
  std::lock_guard lock(mutex_);
  if (ok) {
    const auto& metadata = context_.GetServerInitialMetadata();
    const auto token = metadata.find("ringback-resume-token");
    if (token != metadata.end()) {
      first_token_.assign(token->second.data(), token->second.size());
      in_place_ = true;
    }
  }
  changed_.notify_all();
}

void Watcher::OnReadDone(bool ok) {
  if (!ok) return;
  {
    std::lock_guard lock(mutex_);
    events_.push_back(event_);
    changed_.notify_all();
  }
  StartRead(&event_);
}

void Watcher::OnDone(const grpc::Status& status) {
  std::lock_guard lock(mutex_);
  status_ = status;
  ended_ = true;
  changed_.notify_all();
}

template <typename Condition>
bool Watcher::Await(absl::Duration limit, Condition condition) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, absl::ToChronoMilliseconds(limit), condition);
}

bool Watcher::AwaitPlace(absl::Duration limit) {
  Await(limit, [this] { return in_place_ || ended_; });
  std::lock_guard lock(mutex_);
  return in_place_;
}

bool Watcher::AwaitEvents(size_t count, absl::Duration limit) {
  Await(limit, [&] { return events_.size() >= count || ended_; });
  std::lock_guard lock(mutex_);
  return events_.size() >= count;
}

bool Watcher::AwaitEnd(absl::Duration limit) {
  return Await(limit, [this] { return ended_; });
}

bool Watcher::ended() {
  std::lock_guard lock(mutex_);
  return ended_;
}

absl::Status Watcher::status() {
  std::lock_guard lock(mutex_);
  return FromGrpcStatus(status_);
}

std::vector<v1::Event> Watcher::events() {
  std::lock_guard lock(mutex_);
  return events_;
}

std::string Watcher::first_token() {
  std::lock_guard lock(mutex_);
  return first_token_;
}

std::string Watcher::last_token() {
  std::lock_guard lock(mutex_);
  if (!events_.empty()) return events_.back().resume_token();
  return first_token_.empty() ? request_.resume_token() : first_token_;
}

int64_t SeqOf(const v1::Event& event) {
  return std::atoll(event.name().c_str() + event.name().rfind('/') + 1);
}

std::vector<int64_t> SeqsOf(const std::vector<v1::Event>& events) {
  std::vector<int64_t> seqs;
  for (const v1::Event& event : events) seqs.push_back(SeqOf(event));
  return seqs;
}

bool CountUp(const std::vector<int64_t>& seqs, int64_t first) {
  for (const int64_t seq : seqs) {
    if (seq != first++) return false;
  }
  return true;
}

}  // namespace ringback::test
