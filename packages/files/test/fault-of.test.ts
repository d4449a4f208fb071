import { expect, test } from 'vitest';
import { faultOf } from '../src/index.js';

test('a full quota, of which Node.js has the number alone, is called so', () => {
  const unnamed = 'Unknown system error -122';
  for (const [code, message] of [
    [unnamed, `${unnamed}: ${unnamed}, write`],
    ['UNKNOWN', 'UNKNOWN: unknown error, write'],
  ]) {
    const error = Object.assign(new Error(message), { code, errno: -122 });
    expect(faultOf(error)).toEqual({ code: 'EDQUOT', message: 'EDQUOT: disk quota exceeded, write' });
  }
});

test('any other error is what it says', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 });
  expect(faultOf(error)).toEqual({ code: 'ENOSPC', message: 'ENOSPC: no space left on device, write' });
  expect(faultOf(new Error('another'))).toEqual({ code: '', message: 'another' });
});
