// Signs in at Mercat by oidc-provider, a certified provider of OpenID Connect: a front end, a browser and the provider.
// node sign-in.js MERCAT_URL ISSUER REDIRECT_URI; Mercat has the issuer in accounts.oidc-issuer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const [mercat, issuer, redirectUri] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL("node_modules/oidc-provider/package.json", import.meta.url)));

const claims = (sub) => ({ sub, email: `${sub}@example.org`, email_verified: sub !== "mallory", name: "Ada Lovelace" });
const provider = new Provider(issuer, {
  clients: [{
    client_id: "mercat",
    client_secret: process.env.MERCAT_ACCOUNTS_OIDC_CLIENT_SECRET,
    redirect_uris: [redirectUri],
    grant_types: ["authorization_code"],
    response_types: ["code"],
  }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: [crypto.randomUUID()] },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => claims(id) }),
});
const server = provider.listen(new URL(issuer).port, "127.0.0.1");

const post = async (path, body) => {
  const response = await fetch(mercat + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

/** A browser that goes where it is sent, fills in the two forms of the provider, and stops where the shop begins. */
const browse = async (from, login) => {
  const cookies = new Map();
  let url = from;
  let form;
  for (let step = 0; step < 20; step++) {
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: { Cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
      redirect: "manual",
    });
    form = undefined;
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      value ? cookies.set(name, value) : cookies.delete(name);
    }
    const location = response.headers.get("Location");
    if (location) {
      url = new URL(location, url).href;
      if (url.startsWith(redirectUri)) {
        return Object.fromEntries(new URL(url).searchParams);
      }
      continue;
    }
    const page = await response.text();
    assert.equal(response.status, 200, page);
    url = new URL(page.match(/action="([^"]+)"/)[1], url).href;
    form = page.includes('value="login"') ? { prompt: "login", login, password: "any" } : { prompt: "consent" };
  }
  assert.fail(`the provider never sends the browser back; it is at ${url}`);
};

const signIn = async (login, change = (completion) => completion) => {
  const begun = await post("/v1/federated-sign-ins", { redirectUri });
  assert.equal(begun.status, 201, JSON.stringify(begun.body));
  const { code, state } = await browse(begun.body.authorizationUrl, login);
  const completion = change({ transaction: begun.body.transaction, code, state });
  return { ...(await post("/v1/federated-sign-ins/completion", completion)), completion };
};

const account = async ({ status, body }) => {
  assert.equal(status, 201, JSON.stringify(body));
  const me = await fetch(`${mercat}/v1/me`, { headers: { Authorization: `Bearer ${body.accessToken}` } });
  assert.equal(me.status, 200);
  return me.json();
};

try {
  const first = await signIn("ada");
  const ada = await account(first);
  assert.equal(ada.email, "ada@example.org");
  assert.equal(ada.name, "Ada Lovelace");
  assert.ok(ada.emailVerified);
  assert.equal((await account(await signIn("ada"))).id, ada.id);
  assert.notEqual((await account(await signIn("grace"))).id, ada.id);
  assert.equal((await post("/v1/federated-sign-ins/completion", first.completion)).status, 401, "a code again");
  const forged = await signIn("ada", (completion) => ({ ...completion, state: `${completion.state}x` }));
  assert.equal(forged.status, 401, "another state");
  const mallory = await signIn("mallory");
  assert.equal(mallory.body.code, "email_not_verified", "an address for which nobody vouches");
  console.log(`ok  people sign in by an outside provider: oidc-provider ${version}`);
} finally {
  server.close();
  server.closeAllConnections();
}
