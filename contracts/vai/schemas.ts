import { Schemas } from '../schema/compile.js';

/** The dialect's JSON Schemas, in both variants; `schemas/README.md` says how the source is written. */
export const vaiSchemas: Schemas = new Schemas('contracts/vai/schemas');
