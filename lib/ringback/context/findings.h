// What a look-up has found so far.
#ifndef RINGBACK_CONTEXT_FINDINGS_H_
#define RINGBACK_CONTEXT_FINDINGS_H_

#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "google/protobuf/arena.h"
#include "ringback/context/candidate.h"
#include "ringback/context/card_cache.h"
#include "ringback/v1/article.pb.h"

namespace ringback {

// What was found so far. One thread finds; another may look at any moment, when the time is up.
class Findings {
 public:
  // A message that lives as long as this, in any thread. A card is hundreds of small messages and
  // strings, which are made and dropped together.
  template <typename Message>
  Message* New() {
    return google::protobuf::Arena::CreateMessage<Message>(&arena_);
  }

  // Changes what was found, in the thread that finds.
  void Add(absl::FunctionRef<void(std::vector<Candidate>&)> change) {
    std::lock_guard lock(mutex_);
    change(candidates_);
  }

  // Begins anew, in the thread that finds. What the findings rest on stays noted.
  void Forget() {
    std::lock_guard lock(mutex_);
    candidates_.clear();
    articles_.clear();
    details_ = {};
    agent_name_.clear();
    do_not_call_ = false;
  }

  // What was found, in the thread that finds.
  const std::vector<Candidate>& own_view() const { return candidates_; }

  // What the numbering plan says of the ANI, as it is kept with the number; set by the thread that
  // finds, asked for in any. Without `national` when it is not kept.
  void SetDetails(const NumberDetails& details) {
    std::lock_guard lock(mutex_);
    details_ = details;
  }
  NumberDetails details() const {
    std::lock_guard lock(mutex_);
    return details_;
  }

  // The articles that fit what the best match is interested in: set by the thread that finds, read
  // in any.
  void SetArticles(std::vector<v1::ArticleHit> articles) {
    std::lock_guard lock(mutex_);
    articles_ = std::move(articles);
  }
  std::vector<v1::ArticleHit> articles() const {
    std::lock_guard lock(mutex_);
    return articles_;
  }

  // What customers know the agent by who will pick up, as with the details; "" when no script of
  // the tenant names them.
  void SetAgentName(const std::string& name) {
    std::lock_guard lock(mutex_);
    agent_name_ = name;
  }
  std::string agent_name() const {
    std::lock_guard lock(mutex_);
    return agent_name_;
  }

  // Whether the ANI, which is nobody's, is a number on which somebody asked not to be rung; as with
  // the details.
  void SetDoNotCall(bool do_not_call) {
    std::lock_guard lock(mutex_);
    do_not_call_ = do_not_call;
  }
  bool do_not_call() const {
    std::lock_guard lock(mutex_);
    return do_not_call_;
  }

  // A copy with matches of its own, in any thread.
  std::vector<Candidate> Copy() {
    std::lock_guard lock(mutex_);
    std::vector<Candidate> copies = candidates_;
    for (Candidate& copy : copies) {
      const v1::Match& match = *copy.match;
      copy.match = New<v1::Match>();
      *copy.match = match;
    }
    return copies;
  }

  // What was found, when the thread that finds has ended.
  std::vector<Candidate> Take() { return std::move(candidates_); }

  // What the findings rest on. Of the thread that finds alone, until it has ended.
  CardBasis& basis() { return basis_; }

 private:
  // What most cards take.
  static google::protobuf::ArenaOptions Roomy() {
    google::protobuf::ArenaOptions options;
    options.start_block_size = size_t{16} << 10;
    options.max_block_size = size_t{64} << 10;
    return options;
  }

  google::protobuf::Arena arena_{Roomy()};
  mutable std::mutex mutex_;
  std::vector<Candidate> candidates_;
  std::vector<v1::ArticleHit> articles_;
  NumberDetails details_;
  std::string agent_name_;
  bool do_not_call_ = false;
  CardBasis basis_;
};

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_FINDINGS_H_
