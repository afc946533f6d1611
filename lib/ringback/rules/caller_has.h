// What there may be about a caller.
#ifndef RINGBACK_RULES_CALLER_HAS_H_
#define RINGBACK_RULES_CALLER_HAS_H_

namespace ringback {

// Whether there may be records of these kinds about a caller, so that a card does not look for what
// is not there.
struct CallerHas {
  bool leads = false;
  bool notes = false;
  bool appointments = false;
};

}  // namespace ringback

#endif  // RINGBACK_RULES_CALLER_HAS_H_
