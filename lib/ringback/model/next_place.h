// Looking ahead in a text that is read from front to back.
#ifndef RINGBACK_MODEL_NEXT_PLACE_H_
#define RINGBACK_MODEL_NEXT_PLACE_H_

#include <cstddef>
#include <string_view>

namespace ringback {

// Where something stands next in a text. Asked from places that only grow, it looks at the text
// once in all, however often it is asked: a reader that looks for the end of each thing that begins
// takes time by the length of the text, also where nothing ends. Not for several threads at once.
class NextPlace {
 public:
  // Views both, which must outlive it. `wanted` must not be empty.
  NextPlace(std::string_view text, std::string_view wanted)
      : text_(text), wanted_(wanted), known_(text.find(wanted)) {}

  // The first place of it at or behind `from`, or npos. `from` must not be less than the last time.
  size_t From(size_t from) {
    if (known_ < from) known_ = text_.find(wanted_, from);
    return known_;
  }

 private:
  const std::string_view text_;
  const std::string_view wanted_;
  size_t known_;  // none is between the last `from` and it
};

}  // namespace ringback

#endif  // RINGBACK_MODEL_NEXT_PLACE_H_
