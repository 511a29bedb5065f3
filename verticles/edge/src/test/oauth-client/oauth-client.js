// Holds Mercat, as an OpenID provider, to what a client library that is not ours makes of it: another system gets tokens
// for itself, and a front end the session of somebody who signs in on the provider's page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as oauth from "openid-client";

const [url, tokenFile] = process.argv.slice(2);
if (url === undefined || tokenFile === undefined) {
  console.error("usage: node oauth-client.js URL ADMIN_TOKEN_FILE");
  process.exit(64);
}
const { version } = createRequire(import.meta.url)("openid-client/package.json");
const admin = (await readFile(tokenFile, "utf8")).trim();
const run = Date.now().toString(36);
const redirectUri = "http://127.0.0.1:9/signed-in"; // nobody listens there: the browser stops before it
const person = { email: `ada-${run}@example.com`, name: "Ada Lovelace", password: "four little words here" };

async function api(method, path, body, token) {
  const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { "Content-Type": "application/json" }) };
  return fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

async function addClient(client) {
  const added = await api("POST", "/v1/admin/clients", client, admin);
  assert.equal(added.status, 201, await added.clone().text());
  return added.json();
}

async function discover(id, auth) {
  const options = { execute: [oauth.allowInsecureRequests, oauth.enableNonRepudiationChecks] };
  return oauth.discovery(new URL(url), id, undefined, auth, options);
}

// What a browser does with the page: it sends the form back with what somebody filled in.
async function signIn(address, password) {
  const page = await fetch(address, { redirect: "manual" });
  assert.equal(page.status, 200);
  const form = new URLSearchParams({ email: person.email, password });
  for (const [, name, value] of (await page.text()).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)) {
    form.set(name, value.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
  }
  return fetch(new URL("/oauth/authorize", url), { method: "POST", body: form, redirect: "manual" });
}

async function step(what, does) {
  await does();
  console.log(`ok  ${what}`);
}

const refused = (error) => (thrown) => thrown.error === error;
// The library tells of the challenge, and no more of the error that came with it.
const challenged = (thrown) => thrown.status === 401 && thrown.cause[0].scheme === "basic";

const system = await addClient({ id: `wms-${run}`, name: "Warehouse", isConfidential: true, scopes: ["orders:read"], redirectUris: [] });
await addClient({ id: `front-${run}`, name: "Front end", isConfidential: false, scopes: ["openid", "email", "customer"], redirectUris: [redirectUri] });

for (const auth of [oauth.ClientSecretBasic, oauth.ClientSecretPost]) {
  await step(`another system gets a token for itself by ${auth.name}`, async () => {
    const config = await discover(system.id, auth(system.secret));
    const tokens = await oauth.clientCredentialsGrant(config, { scope: "orders:read" });
    assert.equal((await api("GET", "/v1/admin/orders", undefined, tokens.access_token)).status, 200);
    assert.equal((await api("GET", "/v1/admin/tokens", undefined, tokens.access_token)).status, 403);
    await assert.rejects(oauth.clientCredentialsGrant(config, { scope: "tokens:write" }), refused("invalid_scope"));
    const other = await discover(system.id, auth("mercat_client_guess"));
    await assert.rejects(oauth.clientCredentialsGrant(other), challenged);
  });
}

const front = await discover(`front-${run}`, oauth.None());
const verifier = oauth.randomPKCECodeVerifier();
const checks = { pkceCodeVerifier: verifier, expectedState: oauth.randomState(), expectedNonce: oauth.randomNonce(), idTokenExpected: true };
const ask = {
  redirect_uri: redirectUri,
  scope: "openid email customer",
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state: checks.expectedState,
  nonce: checks.expectedNonce,
};
let tokens;

await step("a front end gets the session of whoever signs in", async () => {
  assert.equal((await api("POST", "/v1/accounts", person)).status, 202);
  const address = oauth.buildAuthorizationUrl(front, ask);
  assert.equal((await signIn(address, "four little words there")).status, 401);
  const sentBack = await signIn(address, person.password);
  assert.equal(sentBack.status, 303);
  const callback = new URL(sentBack.headers.get("location"));
  tokens = await oauth.authorizationCodeGrant(front, callback, checks);
  const claims = tokens.claims();
  assert.equal(claims.email, person.email);
  const info = await oauth.fetchUserInfo(front, tokens.access_token, claims.sub);
  assert.equal(info.email, person.email);
  assert.equal((await (await api("GET", "/v1/me", undefined, tokens.access_token)).json()).id, claims.sub);
  assert.equal((await api("GET", "/v1/me", undefined, tokens.id_token)).status, 401, "an ID token opens nothing");
});

await step("goes on by its refresh token, and ends by a revocation", async () => {
  const next = await oauth.refreshTokenGrant(front, tokens.refresh_token);
  assert.notEqual(next.refresh_token, tokens.refresh_token);
  await oauth.tokenRevocation(front, next.refresh_token);
  await assert.rejects(oauth.refreshTokenGrant(front, next.refresh_token), refused("invalid_grant"));
});

await step("a code is used once, and its second use ends the session", async () => {
  const callback = new URL((await signIn(oauth.buildAuthorizationUrl(front, ask), person.password)).headers.get("location"));
  const first = await oauth.authorizationCodeGrant(front, callback, checks);
  await assert.rejects(oauth.authorizationCodeGrant(front, callback, checks), refused("invalid_grant"));
  await assert.rejects(oauth.refreshTokenGrant(front, first.refresh_token), refused("invalid_grant"));
});

await step("whoever may not be asked to sign in is told so", async () => {
  const sentBack = await fetch(oauth.buildAuthorizationUrl(front, { ...ask, prompt: "none" }), { redirect: "manual" });
  const callback = new URL(sentBack.headers.get("location"));
  await assert.rejects(oauth.authorizationCodeGrant(front, callback, checks), refused("login_required"));
});

await step("a client that is revoked gets nothing, and its token opens nothing within five seconds", async () => {
  const config = await discover(system.id, oauth.ClientSecretBasic(system.secret));
  const { access_token: token } = await oauth.clientCredentialsGrant(config);
  assert.equal((await api("DELETE", `/v1/admin/clients/${system.id}`, undefined, admin)).status, 204);
  await assert.rejects(oauth.clientCredentialsGrant(config), challenged);
  const end = Date.now() + 5_000;
  while ((await api("GET", "/v1/admin/orders", undefined, token)).status !== 401) {
    assert(Date.now() < end, "five seconds have passed");
    await new Promise((soon) => setTimeout(soon, 100));
  }
});

console.log(`ok  Mercat is an OpenID provider to openid-client ${version} on Node ${process.version}`);
