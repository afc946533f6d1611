// What single characters do to a text that people read.
#ifndef RINGBACK_MODEL_CODE_POINT_H_
#define RINGBACK_MODEL_CODE_POINT_H_

#include <cstdint>

namespace ringback {

// What a code point is in a text that somebody else wrote.
enum class PointKind : uint8_t {
  kShown,    // a part of what the text says: also blanks, joiners and variants of a character
  kLineEnd,  // the line ends of C0 and C1, and those of Unicode
  kControl,  // of C0 or C1, or DEL: it may steer what shows the text
  kHidden,   // shows nothing, or turns the direction of what is around it
};

// The kind of `point`. Pure. Joiners are shown: names, words and emoji are written with them. What
// is hidden are Unicode's other default-ignorable code points (the marks, embeddings, overrides and
// isolates of the bidirectional algorithm, zero-width blanks, byte order marks, tags), and the
// marks of annotations.
PointKind KindOf(char32_t point);

}  // namespace ringback

#endif  // RINGBACK_MODEL_CODE_POINT_H_
