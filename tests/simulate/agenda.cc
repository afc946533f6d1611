#include "tests/simulate/agenda.h"

#include <algorithm>

namespace ringback::simulate {

void Agenda::At(absl::Time time, std::function<void()> what) {
  entries_.emplace(std::pair(std::max(time, now_), ++planned_), std::move(what));
}

void Agenda::RunUntil(absl::Time end) {
  while (!entries_.empty() && entries_.begin()->first.first < end) {
    auto entry = entries_.extract(entries_.begin());
    now_ = entry.key().first;
    entry.mapped()();
  }
  now_ = std::max(now_, end);
}

}  // namespace ringback::simulate
