// Receives webhooks of a running Mercat, and holds their signatures to what a library that is not ours makes of them.
// Mercat must be allowed to call this machine: MERCAT_NOTIFICATIONS_WEBHOOKS_ALLOW=127.0.0.1:PORT.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const [url, tokenFile, port] = process.argv.slice(2);
if (url === undefined || tokenFile === undefined || port === undefined) {
  console.error("usage: node receive.js URL ADMIN_TOKEN_FILE PORT");
  process.exit(64);
}
const admin = (await readFile(tokenFile, "utf8")).trim();
const patienceMs = 20_000;
const received = [];
const answers = []; // the statuses of the next answers, then 204

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  received.push({ headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
  response.writeHead(answers.shift() ?? 204).end();
}).listen(Number(port), "127.0.0.1");

async function api(method, path, body, headers = {}) {
  const all = { Authorization: `Bearer ${admin}`, ...(body && { "Content-Type": "application/json" }), ...headers };
  return fetch(url + path, { method, headers: all, ...(body && { body: JSON.stringify(body) }) });
}

async function answered(status, response) {
  const answer = await response.then((it) => it);
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  return text === "" ? undefined : JSON.parse(text);
}

async function arrival(count) {
  for (const end = Date.now() + patienceMs; received.length < count; ) {
    assert.ok(Date.now() < end, `${received.length} webhooks of ${count} have arrived`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return received[count - 1];
}

const verified = (secret, webhook) => new Webhook(secret).verify(webhook.body, webhook.headers);

async function step(what, does) {
  await does();
  console.log(`ok  ${what}`);
}

const path = "/v1/admin/webhooks";
const endpoint = await answered(201, api("POST", path, { url: `http://127.0.0.1:${port}/hooks`, description: "receive.js" }));

await step("a test is verified by standardwebhooks", async () => {
  await answered(202, api("POST", `${path}/${endpoint.id}/test`));
  const event = verified(endpoint.secret, await arrival(1));
  assert.equal(event.type, "webhook.test");
  assert.throws(() => verified(endpoint.secret, { ...received[0], body: received[0].body.replace("test", "text") }));
});

await step("an order that is confirmed is told, again after a failure, under the same id", async () => {
  const sku = `HOOK-${Date.now().toString(36).toUpperCase()}`;
  const product = { name: "Hook", price: { amount: 250, currency: "GBP" }, published: true };
  assert.ok((await api("PUT", `/v1/admin/products/${sku}`, product)).ok);
  const receipt = { quantity: 5, reason: "receive.js" };
  assert.ok((await api("POST", `/v1/admin/stock/${sku}/receipts`, receipt, { "Idempotency-Key": sku })).ok);
  answers.push(500);
  const order = { lines: [{ sku, quantity: 2 }], email: "hook@example.com", payment: { method: "card", token: "tok_ok" } };
  const placed = await fetch(`${url}/v1/orders`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": sku },
    body: JSON.stringify(order),
  });
  assert.equal(placed.status, 201);
  const { id } = await placed.json();
  const [first, second] = [await arrival(2), await arrival(3)];
  assert.equal(first.headers["webhook-id"], second.headers["webhook-id"]);
  const event = verified(endpoint.secret, second);
  assert.equal(event.type, "order.confirmed");
  assert.deepEqual(event.data, { orderId: id, total: { amount: 500, currency: "GBP" } });
});

await step("both secrets verify behind a rotation", async () => {
  const rotated = await answered(200, api("POST", `${path}/${endpoint.id}/secret-rotation`));
  await answered(202, api("POST", `${path}/${endpoint.id}/test`));
  const webhook = await arrival(4);
  verified(endpoint.secret, webhook);
  verified(rotated.secret, webhook);
});

await answered(204, api("DELETE", `${path}/${endpoint.id}`));
server.close();
