// What a Markdown file is as an article.
#ifndef RINGBACK_APPS_RINGBACK_MARKDOWN_FILE_H_
#define RINGBACK_APPS_RINGBACK_MARKDOWN_FILE_H_

#include <string>
#include <string_view>

#include "ringback/v1/article.pb.h"

namespace ringback::cli {

// The article of a file that is called `path` and holds `text`: its body is the text without the
// front matter (lines between two lines "---" at the beginning); its tags those of the front
// matter, "tags: [a, b]", "tags: a, b" or one a line behind a dash; its title the first heading,
// else the title of the front matter, else the name of the file. `path` becomes the source_url, by
// which the file is known again: "file:faq/prices.md". Pure.
v1::Article ArticleOfMarkdown(const std::string& path, std::string_view text);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_MARKDOWN_FILE_H_
