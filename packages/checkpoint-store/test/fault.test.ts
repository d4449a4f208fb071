import { expect, test } from 'vitest';
import { kindOf, storeError } from '../src/opendal/fault.js';

/** As OpenDAL writes it. */
function answer(kind: string, status: number, code: string, message: string): Error {
  const context =
    `{ uri: http://127.0.0.1:9/models/x?prefix=a, response: Parts { status: ${status}, version: HTTP/1.1, headers: ` +
    `{"x-amz-id-2": "2me5f21v"} }, service: s3, path: x, written: 2 }`;
  return new Error(
    `${kind} (persistent) at write, context: ${context} => S3Error { code: "${code}", message: "${message}", ` +
      'resource: "", request_id: "" }',
  );
}

const LATER = 'Try again when the store can be reached, or pass more `retries` or a longer `timeoutMs`.';

test('of an answer it is told what the store says, and nothing of how it was asked', () => {
  const error = storeError(answer('RateLimited', 503, 'SlowDown', 'Please reduce your request rate.'), []);
  expect(error.message).toBe('Please reduce your request rate, SlowDown, status 503');
  expect(error.remedy).toBe(LATER);
  expect(error.cause).toBeUndefined();
});

test('a secret in an answer is not shown', () => {
  const error = storeError(answer('PermissionDenied', 403, 'InvalidToken', 'The token c2VjcmV0 is not good.'), [
    'c2VjcmV0',
  ]);
  expect(error.message).toBe('The token … is not good, InvalidToken, status 403');
  expect(error.remedy).toBe('Check the credentials, and what they are allowed to do.');
});

test.each([
  [
    'Unexpected (persistent) at write, context: { timeout: 2 } => io operation timeout reached',
    'the store does not answer in time',
  ],
  [
    'Unexpected (persistent) at list, context: { url: http://x/?prefix=a } => send http request, source: error sending ' +
      'request for url (http://x/?prefix=a)',
    'the store cannot be reached',
  ],
  [
    'NotFound (permanent) at read, context: { service: fs } => entity not found, source: os error 2',
    'entity not found',
  ],
  ['NotFound (permanent) at read => ', 'the store gives no reason'],
  ['something else', 'something else'],
])('%s', (text, message) => {
  expect(storeError(new Error(text), []).message).toBe(message);
});

test('the kind is the first word, if it is an error of OpenDAL', () => {
  expect(kindOf(answer('ConditionNotMatch', 412, 'PreconditionFailed', ''))).toBe('ConditionNotMatch');
  expect(kindOf(new Error('NotFound'))).toBe('');
});
