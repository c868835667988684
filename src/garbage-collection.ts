import { setFlagsFromString } from 'node:v8';

// Requests leave little behind that lives: more threads than one find nothing to share in collecting it, and take the
// cores from PostgreSQL.
setFlagsFromString('--no-parallel-scavenge');
