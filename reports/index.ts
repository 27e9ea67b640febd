import { badge } from './badge.js';
import { html } from './html/index.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { ndjson } from './ndjson.js';
import type { Report } from './report.js';
import { sarif } from './sarif.js';

/** The reports that `--report` knows; adding one is a file and its name here. */
export const REPORTS: readonly Report[] = [json, ndjson, junit, html, markdown, sarif, badge];
