-- Articles: the client company's documentation, and the questions that it does not answer yet.

CREATE TABLE articles (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};

-- Every text that an article ever had, that of now among them (articles.revision). Tags are one a line.
CREATE TABLE article_revisions (
  tenant TEXT NOT NULL,
  article BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  title TEXT NOT NULL,
  kind BIGINT NOT NULL,
  tags TEXT NOT NULL,
  language TEXT NOT NULL,
  source_url TEXT NOT NULL,
  author TEXT NOT NULL,
  update_us BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (tenant, article, revision)
) {{clustered}};

-- The tags of now, folded, to list by.
CREATE TABLE article_tags (
  tenant TEXT NOT NULL,
  article BIGINT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (tenant, article, tag)
) {{clustered}};
CREATE INDEX article_tags_tag ON article_tags (tenant, tag, article);

-- The words of the revisions of now, with a column that holds the tenant: see articles/word_index.h.
{{word_index article_words (tenant, title, tags, body)}};

CREATE TABLE questions (
  tenant TEXT NOT NULL,
  id BIGINT NOT NULL,
  body TEXT NOT NULL,
  caller BIGINT NOT NULL,
  call BIGINT NOT NULL,
  agent TEXT NOT NULL,
  state BIGINT NOT NULL,
  answer TEXT NOT NULL,
  article BIGINT NOT NULL,
  forward_us BIGINT NOT NULL,
  answer_us BIGINT NOT NULL,
  create_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX questions_state ON questions (tenant, state, id);
CREATE INDEX questions_caller ON questions (tenant, caller, id) WHERE caller <> 0;
CREATE INDEX questions_call ON questions (tenant, call) WHERE call <> 0;
CREATE INDEX questions_article ON questions (tenant, article) WHERE article <> 0;
