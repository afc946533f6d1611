// What a rank is made of, asked of SQLite's full-text search.
#ifndef RINGBACK_STORE_SQLITE_WORD_COUNTS_H_
#define RINGBACK_STORE_SQLITE_WORD_COUNTS_H_

struct sqlite3;

namespace ringback::store {

// Adds the function word_counts(table, weight, …) to queries with MATCH: a text of numbers, first
// how many words the row has, then for each phrase of the query how often it stands in the row.
// There is one weight a column, as a whole number: what stands in the column counts so often, and 0
// leaves the column out of both. Columns behind the last weight are left out. Of each phrase the
// first 1,000 places are counted: more make no difference to a rank, and a row that has a hundred
// thousand would hold up everybody who looks for something.
//
// SQLite's own bm25() weighs a phrase by all rows of the table. Where the rows are of several
// tenants, that would tell each of them what the others have. Returns a code of SQLite.
int AddWordCounts(sqlite3* db);

}  // namespace ringback::store

#endif  // RINGBACK_STORE_SQLITE_WORD_COUNTS_H_
