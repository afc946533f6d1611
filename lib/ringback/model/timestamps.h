// Times: UTC microseconds in the store, google.protobuf.Timestamp on the wire.
#ifndef RINGBACK_MODEL_TIMESTAMPS_H_
#define RINGBACK_MODEL_TIMESTAMPS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace ringback {

// Microseconds since 1970; what is finer is dropped.
inline int64_t ToMicros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1'000;
}

// Sets `time` to `micros`, microseconds since 1970 (not before).
inline void SetMicros(int64_t micros, google::protobuf::Timestamp* time) {
  time->set_seconds(micros / 1'000'000);
  time->set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1'000);
}

// The Timestamp of `micros`.
inline google::protobuf::Timestamp FromMicros(int64_t micros) {
  google::protobuf::Timestamp time;
  SetMicros(micros, &time);
  return time;
}

}  // namespace ringback

#endif  // RINGBACK_MODEL_TIMESTAMPS_H_
