import { encrypt, getSignature } from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Sealed, seal, unseal } from '../../adapters/wecom/crypto.ts';

/** The parameters of the samples WeCom publishes. */
const secrets = {
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'wx5823bf96d3bd56c7',
};

const check: Sealed = {
  timestamp: '1409659589',
  nonce: '263014780',
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
  encrypt: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
};

const pushed: Sealed = {
  timestamp: '1409659813',
  nonce: '1372623149',
  signature: '477715d11cdb4164915debcba66cb864d751f3e6',
  encrypt:
    'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==',
};

const json: Sealed = {
  timestamp: '1409659813',
  nonce: '1372623149',
  signature: '0623cbc5a8cbee5bcc137c70de99575366fc2af3',
  encrypt:
    'CZWs4CWRpI4VolQlvn4dlEC1alN2MUEY2VklGehgBVLBrlVF7SyT+SV+Toj43l4ayJ9UMGKphktKKmP7B2j/P1ey67XB8PBgS7Wr5/8+w/yWriZv3Vmoo/MH3/1HsIWZrPQ3N2mJrelStIfI2Y8kLKXA7EhfZgZX4o+ffdkZDM76SEl79Ib9mw7TGjZ9Aw/x/A2VjNbV1E8BtEbRxYYcQippYNw7hr8sFfa3nW1xLdxokt8QkRX83vK3DFP2F6TQFPL2Tu98UwhcUpPvdJBuu1/yiOQIScppV3eOuLWEsko=',
};

const own = (encrypt: string, signature: string): Sealed => ({
  timestamp: '1409659813',
  nonce: '1372623149',
  signature,
  encrypt,
});

describe('what WeCom publishes opens', () => {
  test('the check of the address', () => {
    expect(unseal(secrets, check)).toBe('1616140317555161061');
  });

  test('a message', () => {
    const message = unseal(secrets, pushed) ?? '';
    expect(Buffer.byteLength(message)).toBe(284);
    expect(message).toContain('<MsgId>4561255354251345929</MsgId>');
    expect(message).toContain('<Content><![CDATA[hello]]></Content>');
  });

  test('a message in JSON, as other products of theirs get it', () => {
    expect(unseal(secrets, json)).toContain('4561255354251345929');
  });

  test.each([
    [
      'the shortest',
      '<xml></xml>',
      'ZTf9a//tmPI9WVNY3aaWQAw/HjO4+XCAGgDplqaZAAky+qieAblt7j6UTYms7NlGU03alZH2Pl750NjNXVcb4Q==',
      '86449cd3b9cc5edd619039fd92fba13c7a54d99f',
    ],
    [
      'Chinese',
      '你好，企业微信',
      'ZTf9a//tmPI9WVNY3aaWQD50Agd6fLl36gwI+ueqAg24Gr/efItWc6+z3Em/OMqpVQ2+kTT9ygJWVH2k0pupDA==',
      '5a7ac33c35973271415740af674685460772c510',
    ],
    [
      'a whole block of padding',
      'a'.repeat(26),
      'ZTf9a//tmPI9WVNY3aaWQJS0zU3AIPnmeWgZT9s7tZAMcbvd8shmma0jTbTqQ5DhbrkP7H3VpCd7mK8CwBF4CQEk7P9LwZ4L+pOR8lPPj0s3D7PB00mQlLzGi6uyC545',
      '930f31cce7b06f0d81817a2c1dc3a453c7ece821',
    ],
  ])('%s', (_, message, encrypted, signature) => {
    expect(unseal(secrets, own(encrypted, signature))).toBe(message);
  });

  test('an empty receive id only where none is configured', () => {
    const sealed = own('ZTf9a//tmPI9WVNY3aaWQFGCUQ7374z5zgRcZ5YQpn0=', 'f08ce93e7e2a755e4d234e8014c1b73faadfbabd');
    expect(unseal(secrets, sealed)).toBeNull();
    expect(unseal({ ...secrets, receiveId: '' }, sealed)).toBe('<xml></xml>');
  });
});

describe('what is signed rightly and still not theirs stays shut', () => {
  test.each([
    [
      'for another corporation',
      'ZTf9a//tmPI9WVNY3aaWQAw/HjO4+XCAGgDplqaZAAn5ijqbaaBrj3Gd09Uw+jCAenZQx0FJ2oaxMKwVS0CPRA==',
      'f6da2967090fdbb03a7371b05f8537024cab6d35',
    ],
    [
      'a length beyond the end',
      'ZTf9a//tmPI9WVNY3aaWQL3PeVdE8jsYH391Jj+Q73lrbVMRsrrsI9b5SEt2xrozv7uB6A1l8vc51xuza6skGA==',
      '8b96830b953c33cf1e45330c9ddc54325e014006',
    ],
    [
      'a length that swallows the receive id',
      'ZTf9a//tmPI9WVNY3aaWQIeyhgNaOLndnEuSM4QI+z6DhBKC/CGiRGVt54ge6Q4u3mHCfQPyzYr1c3/254AILQ==',
      'd8c5f44b98becc316f3a9365598843e6a74fb3a5',
    ],
    [
      'a last padding byte of 0',
      'ZTf9a//tmPI9WVNY3aaWQAw/HjO4+XCAGgDplqaZAAky+qieAblt7j6UTYms7NlGDb/YuQd03u+A2zi6jxJfoQ==',
      '2a65e3c2d2f5f4588ba1ba7e183c140f68ed9697',
    ],
    [
      'unequal padding bytes',
      'ZTf9a//tmPI9WVNY3aaWQAw/HjO4+XCAGgDplqaZAAky+qieAblt7j6UTYms7NlGreelHwOqiEXPN16WaWxpRg==',
      '194318cad8fc15e947a68dbc77d64986e9dd5857',
    ],
    ['four bytes', 'sEr/hhYLZhP4d+dIBMt4VrhfX+PPmwPN4GaUy9p8bfs=', '866bcf9137cf7ec9831971d96be675b2edf5d7c0'],
  ])('%s', (_, encrypted, signature) => {
    expect(getSignature(secrets.token, '1409659813', '1372623149', encrypted)).toBe(signature);
    expect(unseal(secrets, own(encrypted, signature))).toBeNull();
  });

  /** Signed with the right token, whatever it is. */
  const signed = (encrypted: string, timestamp = '1409659813', nonce = '1372623149') => ({
    timestamp,
    nonce,
    encrypt: encrypted,
    signature: getSignature(secrets.token, timestamp, nonce, encrypted),
  });

  test.each([
    ['nothing', ''],
    ['no base64', '!!!!'],
    ['base64 with a stray character inside', `!${check.encrypt.slice(1)}`],
    ['base64 with a line feed', `${check.encrypt}\n`],
    ['half a block', Buffer.alloc(48, 7).toString('base64')],
    ['an odd number of bytes', Buffer.alloc(33, 7).toString('base64')],
    ['noise', Buffer.alloc(96, 7).toString('base64')],
  ])('%s', (_, encrypted) => {
    expect(unseal(secrets, signed(encrypted))).toBeNull();
  });

  test('broken UTF-8', () => {
    // The library takes text only, and bytes count as text to it.
    const bytes = Buffer.from([0x3c, 0xff, 0xfe, 0x3e]) as unknown as string;
    expect(unseal(secrets, signed(encrypt(secrets.encodingAesKey, bytes, secrets.receiveId)))).toBeNull();
  });

  test('no noise whatever opens or throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(unseal(secrets, signed(Buffer.from(bytes).toString('base64')))).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

describe('a signature is for what it signs', () => {
  test('timestamp and nonce changed places, which leaves the signature as it is', () => {
    const swapped = { ...pushed, timestamp: pushed.nonce, nonce: pushed.timestamp };
    expect(getSignature(secrets.token, swapped.timestamp, swapped.nonce, swapped.encrypt)).toBe(pushed.signature);
    // Both have ten digits here, so it opens: the time that counts is the one inside.
    expect(unseal(secrets, swapped)).toBe(unseal(secrets, pushed));
  });

  test('digits that moved from one to the other are refused', () => {
    expect(getSignature(secrets.token, '14096595892', '63014780', check.encrypt)).toBe(check.signature);
    expect(unseal(secrets, { ...check, timestamp: '14096595892', nonce: '63014780' })).toBeNull();
  });

  test.each([
    ['another token', { ...secrets, token: 'QDG6eL' }, pushed],
    ['another key', { ...secrets, encodingAesKey: `k${secrets.encodingAesKey.slice(1)}` }, pushed],
    ['a signature in capitals', secrets, { ...pushed, signature: pushed.signature.toUpperCase() }],
    ['a shorter signature', secrets, { ...pushed, signature: pushed.signature.slice(1) }],
    ['no signature', secrets, { ...pushed, signature: '' }],
    ['another ciphertext', secrets, { ...pushed, encrypt: check.encrypt }],
    ['a nonce with other characters', secrets, { ...pushed, nonce: '1372623149 ' }],
  ])('%s', (_, keys, sealed) => {
    expect(unseal(keys, sealed)).toBeNull();
  });

  test('what is sealed opens again', () => {
    const sealed = seal(secrets, '12345', '1409659813', '1');
    expect(unseal(secrets, sealed)).toBe('12345');
    expect(unseal({ ...secrets, receiveId: 'another' }, sealed)).toBeNull();
  });
});
