// A program that uses `oauth4webapi`, which checks every answer against its specification.
'use strict';
const { answer, options } = require('./lines.cjs');

const lax = (oauth) => ({ [oauth.allowInsecureRequests]: true });

const loaded = import('oauth4webapi').then(async (oauth) => {
  const issuer = new URL(options.issuer);
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...lax(oauth) });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const secret = options.clientSecret;
  const proof = {
    basic: () => oauth.ClientSecretBasic(secret),
    post: () => oauth.ClientSecretPost(secret),
    none: () => oauth.None(),
  }[options.method]();
  return { oauth, server, proof, client: { client_id: options.clientId } };
});

let verifier;
let state;

answer({
  metadata: async () => (await loaded).server,
  authorizationUrl: async ({ scope }) => {
    const { oauth, server } = await loaded;
    verifier = oauth.generateRandomCodeVerifier();
    state = oauth.generateRandomState();
    const url = new URL(server.authorization_endpoint);
    for (const [name, value] of Object.entries({
      client_id: options.clientId,
      redirect_uri: options.redirectUri,
      response_type: 'code',
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })) url.searchParams.set(name, value);
    return url.href;
  },
  callback: async ({ url }) => {
    const { oauth, server, client, proof } = await loaded;
    // Throws unless state and iss are right, and when there is an error.
    const checked = oauth.validateAuthResponse(server, client, new URL(url), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server, client, proof, checked, options.redirectUri, verifier, lax(oauth));
    return oauth.processAuthorizationCodeResponse(server, client, response);
  },
  refresh: async ({ refreshToken }) => {
    const { oauth, server, client, proof } = await loaded;
    const response = await oauth.refreshTokenGrantRequest(
      server, client, proof, refreshToken, lax(oauth));
    return oauth.processRefreshTokenResponse(server, client, response);
  },
  revoke: async ({ token }) => {
    const { oauth, server, client, proof } = await loaded;
    const response = await oauth.revocationRequest(server, client, proof, token, lax(oauth));
    return oauth.processRevocationResponse(response);
  },
  status: async ({ token, path }) => {
    const { oauth } = await loaded;
    const url = new URL(path, options.issuer);
    try {
      const response = await oauth.protectedResourceRequest(
        token, 'GET', url, undefined, undefined, lax(oauth));
      return response.status;
    } catch (error) {
      if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error;
      return `${error.status} ${error.cause[0].scheme} ${error.cause[0].parameters.error}`;
    }
  },
});
