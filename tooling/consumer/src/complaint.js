// @ts-check
const COMPLAINTS = [
  /npm error (ERESOLVE [^\n]*)/,
  /npm (?:warn|error) (Could not resolve dependency|ERESOLVE)[^\n]*/,
  /(YN0002|YN0060): │ ([^\n]*)/,
  /warning "([^\n]*@cb\/[^\n]*" has (?:unmet|incorrect) peer dependency [^\n]*)/,
  /\[WARN\] (Issues with peer dependencies found)/,
];

/** What a package manager did, and its first complaint about peers. @param {import('./run.js').Outcome} outcome */
export function complaint({ ok, output }) {
  const did = ok ? 'does it' : 'refuses';
  for (const pattern of COMPLAINTS) {
    const found = output.match(pattern);
    if (found) return `${did}: ${found.slice(1).join(' ').replaceAll('"', '').trim()}`;
  }
  return did;
}
