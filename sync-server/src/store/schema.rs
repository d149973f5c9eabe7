//! The server's own tables, after those of the picture. A released step is never edited.

/// All steps, in their order.
pub(super) const STEPS: [&str; 13] = [
    picture::schema::V1,
    V1,
    picture::schema::V2,
    V2,
    picture::schema::V3,
    V3,
    picture::schema::V4,
    V4,
    V5,
    picture::schema::V5,
    V6,
    picture::schema::V6,
    V7,
];

/// Epoch, commits, devices, people, links, sessions, quarantine, earlier lives and the audit chain.
const V1: &str = "
CREATE TABLE meta (
  key   TEXT PRIMARY KEY NOT NULL,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a commit that wrote to the log: its last place, and a random tag that proves it.
CREATE TABLE commit_tag (
  seq INTEGER PRIMARY KEY,
  tag INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
  organisation_id BLOB PRIMARY KEY NOT NULL,
  code            TEXT UNIQUE,
  name            TEXT NOT NULL UNIQUE,
  roles           TEXT NOT NULL,
  collective      INTEGER NOT NULL,
  -- 1: it may read only while an agreement is in force.
  agreement_required INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- From the first moment of its first day to the first one after its last; `ended_at` where it was
-- ended by hand before.
CREATE TABLE agreement (
  code            TEXT PRIMARY KEY NOT NULL,
  organisation_id BLOB NOT NULL REFERENCES member (organisation_id),
  purpose         TEXT NOT NULL,
  begins_at       INTEGER NOT NULL,
  ends_at         INTEGER,
  ended_at        INTEGER,
  is_configured   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_by_organisation ON agreement (organisation_id);

CREATE TABLE device (
  device_id       BLOB PRIMARY KEY NOT NULL,
  public_key      BLOB NOT NULL,
  organisation_id BLOB NOT NULL REFERENCES member (organisation_id),
  role            TEXT NOT NULL,
  name            TEXT NOT NULL,
  have            INTEGER NOT NULL DEFAULT 0,
  head_hash       BLOB NOT NULL,
  enrolled_at     INTEGER NOT NULL,
  revoked_at      INTEGER,
  last_seen_at    INTEGER,
  app             TEXT NOT NULL DEFAULT '',
  waiting         INTEGER NOT NULL DEFAULT 0,
  acked           INTEGER NOT NULL DEFAULT 0,
  clock_offset_ms INTEGER,
  nonce_used_at   INTEGER NOT NULL DEFAULT 0,
  is_own          INTEGER NOT NULL DEFAULT 0,
  erased_through  INTEGER NOT NULL DEFAULT 0,
  -- When its rows were last counted anew.
  compared_at     INTEGER,
  -- What a lost device is ordered, and when it was first given the order.
  wipe            TEXT CHECK (wipe IN ('after_deposit','at_once')),
  wipe_told_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE read_token (
  token_hash BLOB PRIMARY KEY NOT NULL,
  device_id  BLOB NOT NULL REFERENCES device (device_id),
  issued_at  INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX read_token_by_device ON read_token (device_id, issued_at);

CREATE TABLE person (
  user_id         BLOB PRIMARY KEY NOT NULL,
  name            TEXT NOT NULL,
  sign_in_name    TEXT UNIQUE,
  password        TEXT,
  organisation_id BLOB NOT NULL REFERENCES member (organisation_id),
  role            TEXT NOT NULL,
  invited_at      INTEGER NOT NULL,
  revoked_at      INTEGER,
  last_seen_at    INTEGER
) STRICT, WITHOUT ROWID;

-- A one-time link, by the hash of its code. It makes a device, or lets a person choose a password.
CREATE TABLE invitation (
  code_hash       BLOB PRIMARY KEY NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('device','person')),
  organisation_id BLOB NOT NULL REFERENCES member (organisation_id),
  role            TEXT NOT NULL,
  name            TEXT NOT NULL,
  user_id         BLOB REFERENCES person (user_id),
  expires_at      INTEGER NOT NULL,
  used_at         INTEGER,
  device_id       BLOB REFERENCES device (device_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  session_hash BLOB PRIMARY KEY NOT NULL,
  user_id      BLOB NOT NULL REFERENCES person (user_id),
  began_at     INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_person ON session (user_id);

CREATE TABLE quarantine (
  device_id   BLOB NOT NULL REFERENCES device (device_id),
  number      INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  salt        BLOB NOT NULL,
  body        TEXT NOT NULL,
  hash        BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (device_id, number)
) STRICT, WITHOUT ROWID;

-- Attachments that operations speak of; without a length its bytes are missing here. The bytes lie
-- in files named by their hash.
CREATE TABLE blob (
  hash        BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
  length      INTEGER,
  received_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_reference (
  hash      BLOB NOT NULL,
  device_id BLOB NOT NULL REFERENCES device (device_id),
  doc_id    BLOB NOT NULL,
  PRIMARY KEY (hash, device_id, doc_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_reference_by_device ON blob_reference (device_id, hash);

-- Earlier lives of the log, and the last place each has in common with this one.
CREATE TABLE fork (
  epoch BLOB PRIMARY KEY NOT NULL,
  seq   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each life of the log but the first: why it began, and which device proved that time was turned back.
CREATE TABLE life (
  epoch     BLOB PRIMARY KEY NOT NULL,
  began_at  INTEGER NOT NULL,
  why       TEXT NOT NULL,
  device_id BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX life_by_device ON life (device_id, began_at) WHERE device_id IS NOT NULL;

-- Whom the server wrote an operation for.
CREATE INDEX operation_by_user ON operation (user_id, seq) WHERE user_id IS NOT NULL;

-- Administration and what people do in a browser; each row holds the hash of the one before.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  actor  TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  hash   BLOB NOT NULL
) STRICT;
";

/// What is missing is found without looking through all that is here.
const V2: &str = "
CREATE INDEX blob_missing ON blob (hash) WHERE length IS NULL;
";

/// Sessions that can be listed, and the second factor.
const V3: &str = "
-- Everybody signs in anew once.
DROP TABLE session;
CREATE TABLE session (
  session_hash BLOB PRIMARY KEY NOT NULL,
  session_id   BLOB NOT NULL UNIQUE,
  user_id      BLOB NOT NULL REFERENCES person (user_id),
  browser      TEXT NOT NULL,
  began_at     INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  -- 1: with more than a password.
  is_strong    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_person ON session (user_id);

-- The secret follows from the server's key, the person and the salt: a copy of the database has none.
CREATE TABLE second_factor (
  user_id      BLOB PRIMARY KEY NOT NULL REFERENCES person (user_id),
  salt         BLOB NOT NULL,
  -- Without it nobody is asked for a code yet.
  confirmed_at INTEGER,
  -- The last step whose code was taken: no code is taken twice.
  last_step    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The picture in numbers as it was told last outside the coordinator's circle, and since which Monday.
CREATE TABLE told_counts (
  is_one INTEGER PRIMARY KEY CHECK (is_one = 1),
  monday TEXT NOT NULL,
  told   TEXT NOT NULL
) STRICT;

-- A hold keeps documents from being erased until it is ended.
CREATE TABLE hold (
  code     TEXT PRIMARY KEY NOT NULL,
  reason   TEXT NOT NULL,
  -- 1: everything there is.
  is_all   INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE held_document (
  doc_id BLOB NOT NULL,
  code   TEXT NOT NULL REFERENCES hold (code),
  PRIMARY KEY (doc_id, code)
) STRICT, WITHOUT ROWID;

-- What left the system for somebody's hands: single documents, or all up to a place of the log.
CREATE TABLE handed_out (
  number   INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  what     TEXT NOT NULL,
  receiver TEXT NOT NULL,
  through  INTEGER
) STRICT;
CREATE TABLE handed_out_document (
  doc_id BLOB NOT NULL,
  number INTEGER NOT NULL REFERENCES handed_out (number),
  PRIMARY KEY (doc_id, number)
) STRICT, WITHOUT ROWID;

-- Cases of utlämnande, named as their holds; where in the documents something is masked (code points, 0 and 0
-- all of it), and none of the words.
CREATE TABLE disclosure (
  code       TEXT PRIMARY KEY NOT NULL REFERENCES hold (code),
  request    TEXT NOT NULL,
  basis      TEXT NOT NULL CHECK (basis IN ('tf','2025:170')),
  began_at   INTEGER NOT NULL,
  decided_at INTEGER,
  outcome    TEXT CHECK (outcome IN ('released','partly','refused')),
  decided_by TEXT,
  copy       TEXT,
  -- BLAKE3 of what its documents said when they were shown last.
  seen       TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE disclosure_document (
  code   TEXT NOT NULL REFERENCES disclosure (code),
  doc_id BLOB NOT NULL,
  PRIMARY KEY (code, doc_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE disclosure_mask (
  number INTEGER PRIMARY KEY,
  code   TEXT NOT NULL REFERENCES disclosure (code),
  doc_id BLOB NOT NULL,
  field  TEXT NOT NULL,
  begins INTEGER NOT NULL,
  ends   INTEGER NOT NULL,
  ground TEXT NOT NULL,
  -- BLAKE3 of the field's text when it was masked.
  text_hash TEXT NOT NULL
) STRICT;

-- Certificates of runs of retention: ids, rules and dates, nothing of the content.
CREATE TABLE certificate (
  number INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  json   TEXT NOT NULL
) STRICT;

-- Recovery codes that were not used, by their hash under the server's key.
CREATE TABLE recovery_code (
  user_id   BLOB NOT NULL REFERENCES person (user_id),
  code_hash BLOB NOT NULL,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;
";

/// Divisions that were imported; of each kind the newest import is in force.
const V4: &str = "
CREATE TABLE division (
  number      INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  vintage     TEXT NOT NULL,
  source      TEXT NOT NULL,
  file        TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  -- Its areas as JSON: codes, names and borders in degrees, WGS 84.
  areas       TEXT NOT NULL,
  UNIQUE (kind, vintage)
) STRICT;
";

/// Ways in besides the password: how a browser signed in, the municipality's own sign-in, passkeys, and the
/// app that joins through the browser.
const V5: &str = "
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT 'password'
  CHECK (method IN ('password','municipal','passkey'));

-- What the municipality's sign-in calls somebody.
CREATE TABLE municipal_name (
  user_id BLOB PRIMARY KEY NOT NULL REFERENCES person (user_id),
  issuer  TEXT NOT NULL,
  claimed TEXT NOT NULL,
  UNIQUE (issuer, claimed)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey (
  passkey_id BLOB PRIMARY KEY NOT NULL,
  user_id    BLOB NOT NULL REFERENCES person (user_id),
  credential BLOB NOT NULL UNIQUE,
  -- COSE.
  public_key BLOB NOT NULL,
  name       TEXT NOT NULL,
  -- Whether its owner may have it on several devices.
  is_synced  INTEGER NOT NULL,
  -- The last count of its authenticator; 0 where it does not count.
  counter    INTEGER NOT NULL,
  made_at    INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_by_person ON passkey (user_id);

-- Of a code for an app: what its verifier has to give (S256), and through whose sign-in it was made.
ALTER TABLE invitation ADD COLUMN challenge TEXT;
ALTER TABLE invitation ADD COLUMN through BLOB REFERENCES person (user_id);
CREATE INDEX invitation_through ON invitation (through) WHERE through IS NOT NULL;
";

/// What is on its way to systems of others, without any of its words.
const V6: &str = "
CREATE TABLE delivery (
  op_id    BLOB PRIMARY KEY NOT NULL,
  doc_id   BLOB NOT NULL,
  receiver TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  -- None: it has ended.
  next_at  INTEGER,
  taken_at INTEGER,
  problem  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (next_at) WHERE next_at IS NOT NULL;
";

/// Figures of others by area. Of one thing that a source counted, the newest import that was not undone tells it.
const V7: &str = "
CREATE TABLE statistic_profile (
  name    TEXT PRIMARY KEY NOT NULL,
  -- Which column holds what, as JSON.
  profile TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE statistic_import (
  number      INTEGER PRIMARY KEY,
  source      TEXT NOT NULL,
  file        TEXT NOT NULL,
  -- BLAKE3 of the file.
  hash        BLOB NOT NULL,
  imported_at INTEGER NOT NULL,
  undone_at   INTEGER
) STRICT;

CREATE TABLE statistic (
  source   TEXT NOT NULL,
  category TEXT NOT NULL,
  area     TEXT NOT NULL,
  -- First and last day, YYYY-MM-DD.
  begins   TEXT NOT NULL,
  ends     TEXT NOT NULL,
  number   INTEGER NOT NULL REFERENCES statistic_import (number),
  count    INTEGER NOT NULL,
  PRIMARY KEY (source, category, area, begins, ends, number)
) STRICT, WITHOUT ROWID;
";
