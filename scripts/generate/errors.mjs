// docs/errors.md, from the table in src/errors.ts.
import { consequences, errorTable } from '../../dist/src/errors.js';

/** Repo-relative path → the file's whole text. */
export function outputs() {
  return new Map([['docs/errors.md', document()]]);
}

function document() {
  const sections = Object.entries(consequences).map(([consequence, explained]) => {
    const rows = Object.entries(errorTable)
      .filter(([, entry]) => entry.consequence === consequence)
      .map(([code, { meaning }]) => `| \`${code}\` | ${meaning} |`);
    const title = consequence[0].toUpperCase() + consequence.slice(1);
    return `## ${title}\n\n${explained}\n\n| code | meaning |\n|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Errors

Every error has a stable code. Logs, \`/diagnostics\` and standard error show it as \`[CODE]\` before the
message, which says what was expected, what was found and what to do; dropped frames are counted under the
code in lower case. What follows from an error depends on its code alone:

${sections.join('\n')}
An error without a code is a bug in the program; with \`VLJEPA_DEBUG=1\` its report includes the stack trace.

This file is generated from \`src/errors.ts\` by \`npm run generate\`.
`;
}
