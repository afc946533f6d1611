// A history of two tenants, made up from a seed, through the rooms.
#ifndef TESTS_UNIT_REPORTS_RANDOM_HISTORY_H_
#define TESTS_UNIT_REPORTS_RANDOM_HISTORY_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/engine_fixture.h"

namespace ringback::test {

// Five weeks in which clocks change: in Berlin (the tenant `berlin`) on 27 October 2030, in New
// York (the tenant `default`) on 3 November.
class RandomHistory {
 public:
  RandomHistory(TestEngine* engine, uint32_t seed) : engine_(*engine), random_(seed) {}

  // Makes the tenants, agents and callers, then `steps` things that happen. Steps that the rooms
  // refuse, such as winning a lead twice, are no part of the history.
  void Make(int steps);

  // How often each kind of step was taken and not refused.
  const std::map<std::string, int>& taken() const { return taken_; }

  static absl::Time Begin();

 private:
  struct Firm {
    std::string parent;
    std::vector<std::string> agents;
    std::vector<v1::Caller> callers;
    std::vector<std::string> leads;
    std::vector<std::string> calls;     // not all of them ended
    std::vector<std::string> attempts;  // begun, and mostly ended later
  };

  int Below(int limit) { return static_cast<int>(random_() % static_cast<uint32_t>(limit)); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Any(const std::vector<T>& list) {
    return list[static_cast<size_t>(Below(static_cast<int>(list.size())))];
  }
  // "" at times.
  std::string AnyOrNone(const std::vector<std::string>& list) {
    return list.empty() || Chance(15) ? "" : Any(list);
  }
  // Now, or at times a while ago.
  google::protobuf::Timestamp NowOrBefore();

  Firm MakeFirm(const std::string& tenant, const std::string& zone);
  void Step(Firm& firm);
  bool Touch(Firm& firm);
  bool BeginTouch(Firm& firm);
  bool EndTouch(Firm& firm);
  bool Ring(Firm& firm);
  bool EndCall(Firm& firm);
  bool TakeNote(Firm& firm);
  bool OpenLead(Firm& firm);
  bool Advance(Firm& firm);
  bool Close(Firm& firm);
  bool Return(Firm& firm);
  bool Reopen(Firm& firm);
  bool Promise(Firm& firm);
  bool KeepPromise(Firm& firm);
  bool MoveAgent(Firm& firm);
  bool ForgetCaller(Firm& firm);

  TestEngine& engine_;
  std::mt19937 random_;
  std::map<std::string, int> taken_;
};

}  // namespace ringback::test

#endif  // TESTS_UNIT_REPORTS_RANDOM_HISTORY_H_
