// What a text in Markdown says, without its marks. Pure.
#ifndef RINGBACK_ARTICLES_PLAIN_TEXT_H_
#define RINGBACK_ARTICLES_PLAIN_TEXT_H_

#include <string>
#include <string_view>

namespace ringback {

// `markdown` on one line, for a person to read: no marks of CommonMark, no HTML tags or comments,
// of links and images what stands in their brackets, and otherwise as OneLine() has it. Nothing in
// it begins an HTML tag, whatever the text was. Well-formed UTF-8. Takes time by the length of the
// text alone.
std::string PlainText(std::string_view markdown);

}  // namespace ringback

#endif  // RINGBACK_ARTICLES_PLAIN_TEXT_H_
