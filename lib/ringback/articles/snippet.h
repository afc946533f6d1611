// The words around what was found. Pure.
#ifndef RINGBACK_ARTICLES_SNIPPET_H_
#define RINGBACK_ARTICLES_SNIPPET_H_

#include <string_view>
#include <vector>

#include "ringback/records/words.h"
#include "ringback/v1/article.pb.h"

namespace ringback {

// Sets the snippet and the highlights of `hit`: the part of `plain`, a result of PlainText(), in
// which most of `words` stand, some 160 bytes; its beginning when none of them is in it. "…" stands
// for what is left out before and behind it.
void SetSnippet(std::string_view plain, const std::vector<SearchWord>& words, v1::ArticleHit* hit);

}  // namespace ringback

#endif  // RINGBACK_ARTICLES_SNIPPET_H_
