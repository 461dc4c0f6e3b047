/** The sample parameters of Tencent's published callback samples, and bodies made with them. */
export const sample = {
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiver: 'wx5823bf96d3bd56c7',
};

export const urlCheck = {
  timestamp: '1409659589',
  nonce: '263014780',
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
  encrypted: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
  message: '1616140317555161061',
  random: 'c41b64491c2468d0',
};

export const push = {
  timestamp: '1409659813',
  nonce: '1372623149',
  signature: '477715d11cdb4164915debcba66cb864d751f3e6',
  encrypted:
    'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3' +
    'TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs' +
    'ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa' +
    'x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG' +
    'HBZZIs2pDBS8R07+qN+E7Q==',
  random: '0960688932c47ef1',
};

export const json = {
  signature: '0623cbc5a8cbee5bcc137c70de99575366fc2af3',
  encrypted:
    'CZWs4CWRpI4VolQlvn4dlEC1alN2MUEY2VklGehgBVLBrlVF7SyT+SV+Toj43l4ayJ9UMGKphktKKmP7B2j/P1ey67XB8PBgS7Wr5/8+w/yWriZv' +
    '3Vmoo/MH3/1HsIWZrPQ3N2mJrelStIfI2Y8kLKXA7EhfZgZX4o+ffdkZDM76SEl79Ib9mw7TGjZ9Aw/x/A2VjNbV1E8BtEbRxYYcQippYNw7hr8s' +
    'Ffa3nW1xLdxokt8QkRX83vK3DFP2F6TQFPL2Tu98UwhcUpPvdJBuu1/yiOQIScppV3eOuLWEsko=',
};

/** Made with 16 times `A`, for `push`'s timestamp and nonce: right signatures throughout. */
export const accepted = [
  {
    message: '<xml></xml>',
    receiver: sample.receiver,
    encrypted: 'ZTf9a//tmPI9WVNY3aaWQAw/HjO4+XCAGgDplqaZAAky+qieAblt7j6UTYms7NlGU03alZH2Pl750NjNXVcb4Q==',
    signature: '86449cd3b9cc5edd619039fd92fba13c7a54d99f',
  },
  {
    message: '<xml></xml>',
    receiver: '',
    encrypted: 'ZTf9a//tmPI9WVNY3aaWQFGCUQ7374z5zgRcZ5YQpn0=',
    signature: 'f08ce93e7e2a755e4d234e8014c1b73faadfbabd',
  },
  {
    message: '你好，企业微信',
    receiver: sample.receiver,
    encrypted: 'ZTf9a//tmPI9WVNY3aaWQD50Agd6fLl36gwI+ueqAg24Gr/efItWc6+z3Em/OMqpVQ2+kTT9ygJWVH2k0pupDA==',
    signature: '5a7ac33c35973271415740af674685460772c510',
  },
  {
    message: 'a'.repeat(26),
    receiver: sample.receiver,
    encrypted:
      'ZTf9a//tmPI9WVNY3aaWQJS0zU3AIPnmeWgZT9s7tZAMcbvd8shmma0jTbTqQ5DhbrkP7H3VpCd7mK8CwBF4CQEk7P9LwZ4L+pOR8lPPj0s3D7PB' +
      '00mQlLzGi6uyC545',
    signature: '930f31cce7b06f0d81817a2c1dc3a453c7ece821',
  },
];

export const refused: [what: string, encrypted: string, signature: string][] = [
  [
    'a length far beyond the end',
    'ZTf9a//tmPI9WVNY3aaWQL3PeVdE8jsYH391Jj+Q73lrbVMRsrrsI9b5SEt2xrozv7uB6A1l8vc51xuza6skGA==',
    '8b96830b953c33cf1e45330c9ddc54325e014006',
  ],
  [
    'a last pad byte of 0',
    'ZTf9a//tmPI9WVNY3aaWQAw/HjO4+XCAGgDplqaZAAky+qieAblt7j6UTYms7NlGDb/YuQd03u+A2zi6jxJfoQ==',
    '2a65e3c2d2f5f4588ba1ba7e183c140f68ed9697',
  ],
  [
    'pad bytes that differ',
    'ZTf9a//tmPI9WVNY3aaWQAw/HjO4+XCAGgDplqaZAAky+qieAblt7j6UTYms7NlGreelHwOqiEXPN16WaWxpRg==',
    '194318cad8fc15e947a68dbc77d64986e9dd5857',
  ],
  ['four bytes in all', 'sEr/hhYLZhP4d+dIBMt4VrhfX+PPmwPN4GaUy9p8bfs=', '866bcf9137cf7ec9831971d96be675b2edf5d7c0'],
];

/** Sound in themselves, and still for somebody else: the receiver is what tells. */
export const foreign: [receiver: string, encrypted: string, signature: string][] = [
  [
    'wwdeadbeefdeadbeef',
    'ZTf9a//tmPI9WVNY3aaWQAw/HjO4+XCAGgDplqaZAAn5ijqbaaBrj3Gd09Uw+jCAenZQx0FJ2oaxMKwVS0CPRA==',
    'f6da2967090fdbb03a7371b05f8537024cab6d35',
  ],
  [
    '',
    'ZTf9a//tmPI9WVNY3aaWQIeyhgNaOLndnEuSM4QI+z6DhBKC/CGiRGVt54ge6Q4u3mHCfQPyzYr1c3/254AILQ==',
    'd8c5f44b98becc316f3a9365598843e6a74fb3a5',
  ],
];
