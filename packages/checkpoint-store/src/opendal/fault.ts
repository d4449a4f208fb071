import { StoreError } from '../store-error.js';

/** What OpenDAL's errors begin with: `RateLimited (temporary) at write, context: {…} => S3Error {…}`. */
const PARTS = /^(?<kind>\w+) \(\w+\) at .*?(?:context: \{(?<context>.*)\} )?=> (?<detail>.*)$/s;

const LATER = 'Try again when the store can be reached, or pass more `retries` or a longer `timeoutMs`.';
const OPTIONS = 'Check the options of objectStore().';
const ALLOWED = 'Check the credentials, and what they are allowed to do.';

const REMEDIES: Readonly<Record<string, string>> = {
  ConfigInvalid: OPTIONS,
  PermissionDenied: ALLOWED,
  Unsupported: 'Pass the scheme of a store that `opendal` has here, such as s3, gcs or azblob.',
};

/** Which of its kinds an error of OpenDAL is, such as `NotFound`. */
export function kindOf(error: unknown): string {
  return PARTS.exec(messageOf(error))?.groups?.kind ?? '';
}

/**
 * What an error of OpenDAL means. Its own text is not kept: it holds addresses and headers.
 *
 * @param secrets what must not be shown
 */
export function storeError(error: unknown, secrets: readonly string[]): StoreError {
  const { kind = '', context = '', detail = messageOf(error) } = PARTS.exec(messageOf(error))?.groups ?? {};
  const status = /status: (\d{3})/.exec(context)?.[1];
  const said = `${reasonIn(detail)}${status ? `, status ${status}` : ''}`;
  const text = secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), said);
  return new StoreError(text, status === '400' ? OPTIONS : (REMEDIES[kind] ?? LATER));
}

/** The answer of the store, or what kept it from answering. */
function reasonIn(detail: string): string {
  if (detail.startsWith('send http request')) return 'the store cannot be reached';
  if (/timeout reached$/.test(detail)) return 'the store does not answer in time';
  const [, code] = /\bcode: "([^"]*)"/i.exec(detail) ?? [];
  const [, message] = /\bmessage: "((?:[^"\\]|\\.)*)"/i.exec(detail) ?? [];
  if (code || message) return [message?.replace(/\.$/, ''), code].filter(Boolean).join(', ');
  return (
    detail
      .replace(/,? source: .*$/s, '')
      .trim()
      .replace(/\.$/, '') || 'the store gives no reason'
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
