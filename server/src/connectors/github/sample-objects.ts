import type { Fields } from "../objects.ts";

/** Made-up objects, in the shape of GitHub's. `now` is set in each where a sample is made. */
const API = "https://api.github.com/repos/okafor-instruments/lamp-monitor";
const HTML = "https://github.com/okafor-instruments/lamp-monitor";

export const organization: Fields = {
  login: "okafor-instruments",
  id: 9_000_001,
  node_id: "O_sample",
  url: "https://api.github.com/orgs/okafor-instruments",
};

export const sender: Fields = {
  login: "wokafor",
  id: 9_000_002,
  node_id: "U_sample",
  html_url: "https://github.com/wokafor",
  type: "User",
  site_admin: false,
};

export const repository: Fields = {
  id: 9_000_003,
  node_id: "R_sample",
  name: "lamp-monitor",
  full_name: "okafor-instruments/lamp-monitor",
  private: true,
  owner: { ...organization, type: "Organization" },
  html_url: HTML,
  description: "Watches lamps",
  url: API,
  created_at: "2024-03-01T09:00:00Z",
  default_branch: "main",
};

export const label: Fields = {
  id: 9_000_010,
  node_id: "LA_sample",
  name: "bug",
  color: "d73a4a",
  default: true,
};

export const issue: Fields = {
  url: `${API}/issues/17`,
  repository_url: API,
  html_url: `${HTML}/issues/17`,
  id: 9_000_017,
  node_id: "I_sample",
  number: 17,
  title: "The monitor flickers after an update",
  user: sender,
  labels: [],
  state: "open",
  state_reason: null,
  locked: false,
  assignee: null,
  assignees: [],
  milestone: null,
  comments: 0,
  created_at: "2026-01-10T08:30:00Z",
  closed_at: null,
  author_association: "MEMBER",
  active_lock_reason: null,
  body: "Since 2.4.0 it flickers once a minute.",
};

export const comment: Fields = {
  url: `${API}/issues/comments/9000021`,
  html_url: `${HTML}/issues/17#issuecomment-9000021`,
  issue_url: `${API}/issues/17`,
  id: 9_000_021,
  node_id: "IC_sample",
  user: sender,
  body: "Seen here too, with firmware 7.",
  author_association: "MEMBER",
};

export const pullRequest: Fields = {
  url: `${API}/pulls/18`,
  id: 9_000_018,
  node_id: "PR_sample",
  html_url: `${HTML}/pull/18`,
  number: 18,
  state: "open",
  locked: false,
  title: "Stop the flicker",
  user: sender,
  body: "Fixes #17.",
  created_at: "2026-01-11T10:00:00Z",
  closed_at: null,
  merged_at: null,
  assignees: [],
  requested_reviewers: [],
  requested_teams: [],
  labels: [],
  milestone: null,
  draft: false,
  head: { ref: "stop-flicker", sha: "4b825dc642cb6eb9a060e54bf8d69288fbee4904" },
  base: { ref: "main", sha: "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c" },
  merged: false,
  commits: 1,
  additions: 12,
  deletions: 3,
  changed_files: 2,
};

export const review: Fields = {
  id: 9_000_031,
  node_id: "PRR_sample",
  user: sender,
  body: "Works on my bench.",
  state: "approved",
  html_url: `${HTML}/pull/18#pullrequestreview-9000031`,
  pull_request_url: `${API}/pulls/18`,
  commit_id: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
};

export const release: Fields = {
  url: `${API}/releases/9000041`,
  html_url: `${HTML}/releases/tag/v2.4.1`,
  id: 9_000_041,
  node_id: "RE_sample",
  tag_name: "v2.4.1",
  target_commitish: "main",
  name: "2.4.1",
  draft: false,
  prerelease: false,
  author: sender,
  assets: [],
  body: "No more flicker.",
};

export const workflowRun: Fields = {
  id: 9_000_051,
  node_id: "WFR_sample",
  name: "Test",
  head_branch: "main",
  head_sha: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  run_number: 204,
  run_attempt: 1,
  event: "push",
  status: "completed",
  conclusion: "success",
  html_url: `${HTML}/actions/runs/9000051`,
};

export const push: Fields = {
  ref: "refs/heads/main",
  before: "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c",
  after: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  created: false,
  deleted: false,
  forced: false,
  base_ref: null,
  compare: `${HTML}/compare/0d1a26e67d8f...4b825dc642cb`,
  commits: [
    {
      id: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
      message: "Stop the flicker",
      author: { name: "Wilhelmina Okafor", email: "wilhelmina@example.com", username: "wokafor" },
      added: [],
      removed: [],
      modified: ["src/lamp.ts"],
    },
  ],
  pusher: { name: "wokafor", email: "wilhelmina@example.com" },
};
