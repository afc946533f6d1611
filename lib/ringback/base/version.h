// Which Ringback this is.
#ifndef RINGBACK_BASE_VERSION_H_
#define RINGBACK_BASE_VERSION_H_

namespace ringback {

// As semver.org has it. RB_VERSION of the C ABI and the packages have the same.
inline constexpr char kVersion[] = "0.1.0";

}  // namespace ringback

#endif  // RINGBACK_BASE_VERSION_H_
