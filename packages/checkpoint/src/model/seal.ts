/**
 * The end of JSON that was sealed: spaced as no program writes JSON, so that whoever writes it anew takes the seal off.
 */
const SEAL = /, "sha256":"(?<sha256>[0-9a-f]{64})"\}\s*$/;

/**
 * JSON of an object that tells whether it is as it was written: its last entry is the SHA-256 of all before. Who reads
 * it as JSON finds one entry more, and who writes that again, changed on purpose, has JSON that was not sealed.
 *
 * @param json of an object that is not empty
 */
export async function sealed(json: string): Promise<string> {
  const body = json.replace(/\s*\}\s*$/, '');
  return `${body}, "sha256":"${await sha256(body)}"}`;
}

/** Whether JSON is as it was sealed, or was not sealed. */
export async function isAsSealed(json: string): Promise<boolean> {
  const seal = SEAL.exec(json.slice(-200));
  if (!seal) return true;
  const body = json.slice(0, json.length - seal[0].length);
  return seal.groups?.sha256 === (await sha256(body));
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
