// One look-up's reading of the store: what it reads, and what the card rests on by it.
#ifndef RINGBACK_CONTEXT_CARD_READING_H_
#define RINGBACK_CONTEXT_CARD_READING_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/context/candidate.h"
#include "ringback/context/findings.h"
#include "ringback/records/attempt_table.h"
#include "ringback/store/store.h"

namespace ringback {

// What the steps of a look-up share. Of the thread that finds.
class CardReading {
 public:
  // What begins until `until_us` is read.
  CardReading(store::Session& session, const LookupQuestion& question, int64_t until_us,
              Findings* findings);

  store::Session& session() { return session_; }
  const LookupQuestion& question() const { return question_; }
  const std::string& tenant() const { return question_.tenant->id; }
  Findings& findings() { return findings_; }
  // The time that is looked at for attempts.
  const Span& span() const { return span_; }

  // What was read rests on this.
  void RestsOn(uint64_t mark) { findings_.basis().marks.push_back(mark); }

  // Something of this time was read. Aborts when it is yet to come: then the card of a minute from
  // now is another one, which is found out by reading what has begun alone.
  absl::Status SawTime(int64_t time_us);
  absl::Status SawAttempts(const AttemptList& attempts);

  // At this time the card becomes another one.
  void ChangesAt(int64_t time_us);

  // At most `rows` attempts to a caller, newest first; of the findings, as long as they live.
  absl::StatusOr<AttemptList*> AttemptsTo(int64_t caller, int64_t rows);

 private:
  store::Session& session_;
  const LookupQuestion& question_;
  Findings& findings_;
  const Span span_;
};

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_CARD_READING_H_
