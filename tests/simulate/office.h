// The office: who works when, and when customers may be rung.
#ifndef TESTS_SIMULATE_OFFICE_H_
#define TESTS_SIMULATE_OFFICE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback::simulate {

// An agent.
struct Worker {
  int number = 0;
  std::string id;
  std::string name;  // tenants/default/agents/{id}
  std::string display_name;
  std::string team;
  bool busy = false;
  int64_t turns = 0;  // counts what they have begun, so that an old plan is known as one
};

// Where everybody works, and whom the caller ID leads to.
inline constexpr char kOfficeZone[] = "America/New_York";
inline constexpr char kOfficeNumber[] = "+12025550100";
inline constexpr char kClosers[] = "closers";

// The agents and the hours. For one thread.
class Office {
 public:
  // One in three, and the first, is a closer.
  explicit Office(int agents);

  std::vector<Worker>& workers() { return workers_; }
  const absl::TimeZone& zone() const { return zone_; }

  bool IsAtWork(const Worker& worker, absl::Time time) const;
  bool IsOpen(absl::Time time) const;
  // The first half hour from `time` on at which they work.
  absl::Time NextShift(const Worker& worker, absl::Time time) const;
  absl::Time NextOpening(absl::Time time) const;

  // Somebody who works and has nothing in hand, each in turn; nullptr when there is nobody.
  Worker* FindFree(absl::Time time);

 private:
  std::vector<Worker> workers_;
  absl::TimeZone zone_;
  size_t last_ = 0;
};

// When customers may be rung, on their own clock: what the tenant is given, and by plain
// arithmetic, to check the server by.
google::protobuf::RepeatedPtrField<v1::CallingHours> CallingHours();
bool MayRing(const absl::TimeZone& zone, absl::Time time);

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_OFFICE_H_
