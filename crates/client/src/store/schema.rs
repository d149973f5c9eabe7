//! The phone's own tables, beside those of the picture in the same file. A released step is never
//! edited.

/// All steps, in their order.
pub(super) const STEPS: [&str; 7] = [
    picture::schema::V1,
    V1,
    picture::schema::V2,
    picture::schema::V3,
    picture::schema::V4,
    picture::schema::V5,
    picture::schema::V6,
];

/// Who the phone is, its chain, what it has written, drafts and settings.
const V1: &str = "
-- The private half of the key the phone signs with. Made before anything is sent.
CREATE TABLE device_key (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  seed BLOB NOT NULL CHECK (length(seed) = 32)
) STRICT;

-- No row until the phone has joined a server.
CREATE TABLE enrolment (
  one               INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  server            TEXT NOT NULL,
  device_id         BLOB NOT NULL,
  name              TEXT NOT NULL,
  organisation_id   BLOB NOT NULL,
  organisation_name TEXT NOT NULL,
  role              TEXT NOT NULL,
  configuration     TEXT NOT NULL,
  handover_key      BLOB,
  server_key        BLOB,
  token             TEXT NOT NULL,
  token_expires_at  INTEGER NOT NULL
) STRICT;

-- The end of the chain: what the next operation follows.
CREATE TABLE chain (
  one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  number     INTEGER NOT NULL,
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  stamp_at   INTEGER NOT NULL,
  stamp_tick INTEGER NOT NULL
) STRICT;

-- What this phone wrote, byte for byte. Never changed by what is received, but for its state. Of what
-- was erased only the hash is left: salt and body are blank.
CREATE TABLE outbox (
  number      INTEGER NOT NULL PRIMARY KEY,
  op_id       BLOB NOT NULL,
  doc_id      BLOB NOT NULL,
  salt        BLOB NOT NULL CHECK (length(salt) = 16),
  body        TEXT NOT NULL,
  hash        BLOB NOT NULL CHECK (length(hash) = 32),
  stamp_at    INTEGER NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('queued', 'acked', 'quarantined')),
  reason      TEXT,
  acked_epoch BLOB,
  acked_seq   INTEGER,
  received_at INTEGER,
  CHECK ((state = 'quarantined') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX outbox_waiting ON outbox (number) WHERE state = 'queued';
CREATE INDEX outbox_set_aside ON outbox (doc_id) WHERE state = 'quarantined';
CREATE INDEX outbox_by_document ON outbox (doc_id);

-- How far the talk with the server has come.
CREATE TABLE progress (
  one              INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  epoch            BLOB,
  cursor_seq       INTEGER NOT NULL,
  cursor_tag       INTEGER NOT NULL,
  scope            TEXT NOT NULL,
  clock_offset_ms  INTEGER NOT NULL,
  last_received_at INTEGER,
  problem          TEXT,
  failures         INTEGER NOT NULL,
  next_attempt_at  INTEGER,
  online           INTEGER NOT NULL,
  -- After the server's log was turned back: first it is read, then what it lacks is handed on.
  offering         TEXT NOT NULL CHECK (offering IN ('nothing', 'reading', 'ready')),
  -- While something that was erased may still lie in the write-ahead log: up to where it does not.
  erased_through   INTEGER,
  -- When the server last counted what it has of this phone.
  compared_at      INTEGER,
  -- The highest own number that proven backups of the server hold.
  safe             INTEGER NOT NULL DEFAULT 0,
  -- After the rights changed: the log is read anew, then the server is asked about what it did not
  -- show, document by document after this one.
  narrowing        TEXT NOT NULL DEFAULT 'nothing'
                   CHECK (narrowing IN ('nothing', 'reading', 'asking')),
  asked_after      BLOB NOT NULL DEFAULT (zeroblob(16)) CHECK (length(asked_after) = 16),
  -- The dictionary that the server knows.
  dictionary       INTEGER
) STRICT;
INSERT INTO progress (one, cursor_seq, cursor_tag, scope, clock_offset_ms, failures, online, offering)
  VALUES (1, 0, 0, '', 0, 0, 0, 'nothing');

-- Places of the server's log with their tags, to find the last one in common when it is turned back.
CREATE TABLE mark (
  seq INTEGER PRIMARY KEY,
  tag INTEGER NOT NULL
) STRICT;

-- Runs of others that were handed on in this life of the log.
CREATE TABLE offered (
  device_id BLOB NOT NULL,
  last      INTEGER NOT NULL,
  PRIMARY KEY (device_id, last)
) STRICT, WITHOUT ROWID;

-- Photos and their small ones, by the hash of their bytes. `sent` is where the server stands with
-- it, as far as that is known.
CREATE TABLE attachment (
  hash     BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  doc_id   BLOB NOT NULL,
  small    INTEGER NOT NULL,
  length   INTEGER NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('queued', 'received', 'refused')),
  sent     INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  next_at  INTEGER,
  bytes    BLOB NOT NULL
) STRICT;
CREATE INDEX attachment_waiting ON attachment (small) WHERE state = 'queued';

-- Photos that were taken and not let go yet: they can still be blurred or thrown away. Ready to travel,
-- and never sent from here.
CREATE TABLE held_photo (
  doc_id BLOB NOT NULL,
  slot   INTEGER NOT NULL,
  width  INTEGER NOT NULL,
  height INTEGER NOT NULL,
  thumb  BLOB NOT NULL,
  bytes  BLOB NOT NULL,
  PRIMARY KEY (doc_id, slot)
) STRICT;

-- The true time as it was last told, and what the phone's own clocks said then.
CREATE TABLE clock_fix (
  one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  wall     INTEGER NOT NULL,
  run      INTEGER,
  ms       INTEGER,
  is_ms    INTEGER NOT NULL,
  error_ms INTEGER NOT NULL
) STRICT;

-- Reports captured while the true time was not known: what the clocks said, to be checked later.
CREATE TABLE clock_unchecked (
  doc_id BLOB NOT NULL PRIMARY KEY,
  wall   INTEGER NOT NULL,
  run    INTEGER,
  ms     INTEGER,
  -- How far ahead the clock was then by what was told in an earlier run.
  ahead  INTEGER
) STRICT, WITHOUT ROWID;

-- Packages of colleagues that this phone carries, sealed.
CREATE TABLE carried (
  hash     BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  taken_at INTEGER NOT NULL,
  bytes    BLOB NOT NULL
) STRICT;

-- Named places, addresses and borders, as the municipality gave them.
CREATE TABLE gazetteer (
  one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  version TEXT NOT NULL,
  json    TEXT NOT NULL
) STRICT;

CREATE TABLE draft (
  doc_id     BLOB NOT NULL PRIMARY KEY,
  json       TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";
