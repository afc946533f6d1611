// What the simulation itself knows: every customer's story, and all that the server acknowledged.
#ifndef TESTS_SIMULATE_BOOKS_H_
#define TESTS_SIMULATE_BOOKS_H_

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/call.pb.h"
#include "ringback/v1/follow_up.pb.h"
#include "ringback/v1/lead.pb.h"
#include "tests/simulate/customer.h"

namespace ringback::simulate {

// What has been between a customer and us.
struct Story {
  Customer customer;
  std::string caller;  // resource names; empty until they exist
  std::string household_caller;
  std::string lead;
  v1::Lead::State state = v1::Lead::STATE_NEW;  // as the server said last

  int touches = 0;  // by any channel
  int calls_made = 0;
  int calls_back = 0;
  int talks = 0;          // with those that they cut short at once
  int conversations = 0;  // without them: what the server counts
  int visits = 0;
  int promises = 0;
  int broken_promises = 0;  // of the customer's: not there when rung
  bool on_phone = false;    // speaks with us, and the server knows it
  bool rings_us = false;    // rings us, and nobody has answered
  bool being_rung = false;  // we ring them
  bool return_planned = false;
  std::set<std::string> wrong_numbers;
  std::set<std::string> do_not_call;
  std::map<absl::CivilDay, int> touches_of_day;  // on the customer's clock
  std::string last_purpose;                      // of our last touch
  absl::Time last_touch = absl::InfinitePast();
  absl::Time last_talk = absl::InfinitePast();
  absl::Time promise = absl::InfinitePast();       // what was promised and is not over
  absl::Time visit_ends = absl::InfiniteFuture();  // of a visit that is agreed

  bool closed() const { return state >= v1::Lead::STATE_WON; }
};

// Who rang back from what line, and what the card said.
struct Recognised {
  int64_t calls = 0;    // that were answered
  int64_t first = 0;    // the first on the card was who it was, with why we had rung
  int64_t on_card = 0;  // another on the card was
};

// The books. For one thread.
class Books {
 public:
  // Somebody who turns to us. The story stays where it is.
  Story& Add(Customer customer);
  std::deque<Story>& stories() { return stories_; }
  const std::deque<Story>& stories() const { return stories_; }
  // The story of a lead; nullptr when it is none of ours.
  Story* OfLead(const std::string& lead);
  void Opened(Story* story);

  // What the server acknowledged: the name, and how it stood then.
  std::set<std::string> callers, notes, appointments;
  std::map<std::string, v1::OutboundAttempt::Outcome> attempts;
  std::map<std::string, v1::Call::Outcome> calls;
  std::array<Recognised, kLines> recognised{};
  int64_t abandoned = 0;  // calls that nobody answered
  int64_t leases = 0;
  int64_t vanished = 0;  // agents, with a contact in hand

  // A contact was given to an agent: nobody else may have it, and it may be made now.
  void Leased(const v1::DueContact& contact, const Story& story, absl::Time now);
  void GaveBack(const v1::DueContact& contact) { held_.erase(contact.name()); }
  // A touch begins; `number` is "" for one that is not a call.
  void Touched(const std::string& number, const std::string& purpose, absl::Time now, Story* story);

  // Says that something did not hold.
  void Broken(std::string what);
  const std::vector<std::string>& broken() const { return broken_; }

 private:
  struct Hold {
    std::string agent;
    absl::Time until;
  };
  std::deque<Story> stories_;
  std::map<std::string, Story*> of_lead_;
  std::map<std::string, Hold> held_;
  std::vector<std::string> broken_;
};

// The most touches of a lead: those of a day, and those of a cadence, which are the server's
// defaults.
inline constexpr int kTouchesPerDay = 3;
inline constexpr int kTouchesOfCadence = 9;

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_BOOKS_H_
