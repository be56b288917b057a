// A program that uses the official package `doorflow`, as its README says.
'use strict';
const { BaseAPI, DoorFlow, DoorFlowAuth, OauthApi, ResponseError } = require('doorflow');
const { answer, options } = require('./lines.cjs');

let tokens = null;
const errors = [];
console.error = (...parts) => errors.push(parts.map(String).join(' '));

const storage = {
  load: async () => tokens,
  save: async (saved) => { tokens = saved; },
  clear: async () => { tokens = null; },
};
const settings = { ...options, storage };
const doorflow = new DoorFlow(settings);
const auth = new DoorFlowAuth(settings);
const api = new BaseAPI(auth.getConfiguration());

const bodyOf = ({ json, bytes, part }) => {
  if (json !== undefined) return json;
  const content = Buffer.from(bytes ?? part ?? '', 'base64');
  if (bytes !== undefined) return new Uint8Array(content);
  if (part === undefined) return undefined;
  const form = new FormData();
  form.append('image', new Blob([content], { type: 'image/png' }), 'picture.png');
  return form;
};

answer({
  authorizationUrl: ({ wanted }) => auth.getAuthorizationUrl(wanted),
  callback: ({ code, state, expectedState, codeVerifier }) =>
    auth.handleCallback(code, state, expectedState, codeVerifier),
  tokens: () => tokens,
  setTokens: ({ saved }) => { tokens = saved; },
  refresh: () => auth.refreshAccessToken(),
  errors: () => errors,
  disconnect: () => auth.disconnect(),
  isAuthenticated: () => auth.isAuthenticated(),
  tokenInfo: () => new OauthApi(auth.getConfiguration()).getTokenInfo(),
  account: () => doorflow.accounts.getAccount(),
  // Each finds the token expired, and refreshes it: the package knows no lock.
  callsAtOnce: async ({ count }) => {
    const ask = () => new OauthApi(auth.getConfiguration()).getTokenInfo();
    const done = await Promise.allSettled(Array.from({ length: count }, ask));
    return done.map((one) => one.status);
  },
  request: async ({ path, method, query, headers = {}, ...body }) => {
    const Authorization = await api.configuration.accessToken();
    const context = { path, method, headers: { ...headers, Authorization }, query };
    try {
      const response = await api.request({ ...context, body: bodyOf(body) });
      const content = Buffer.from(await response.arrayBuffer()).toString('base64');
      return { status: response.status, content, url: response.url };
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      const content = Buffer.from(await error.response.arrayBuffer()).toString('base64');
      return { status: error.response.status, content };
    }
  },
});
