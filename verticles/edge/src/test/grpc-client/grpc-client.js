// Buys from a running Mercat by gRPC: edge.grpc-enabled must be true.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const [address, tokenFile, protos] = process.argv.slice(2);
if (address === undefined || tokenFile === undefined || protos === undefined) {
  console.error("usage: node grpc-client.js HOST:PORT ADMIN_TOKEN_FILE DIRECTORY_OF_PROTOS");
  process.exit(64);
}
const patienceMs = 30_000;
const files = ["mercat/storefront/v1/storefront.proto", "mercat/backoffice/v1/backoffice.proto"];
const { mercat } = grpc.loadPackageDefinition(
  loader.loadSync(files, { includeDirs: [protos], longs: Number, enums: String, oneofs: true, keepCase: false }),
);
const details = grpc.loadPackageDefinition(
  loader.fromJSON({
    nested: {
      Status: {
        fields: { code: { type: "int32", id: 1 }, message: { type: "string", id: 2 }, details: { rule: "repeated", type: "Any", id: 3 } },
      },
      Any: { fields: { typeUrl: { type: "string", id: 1 }, value: { type: "bytes", id: 2 } } },
      ErrorInfo: {
        fields: { reason: { type: "string", id: 1 }, domain: { type: "string", id: 2 }, metadata: { keyType: "string", type: "string", id: 3 } },
      },
      Reader: { methods: { status: { requestType: "Status", responseType: "ErrorInfo" } } },
    },
  }),
).Reader.service.status;

const credentials = grpc.credentials.createInsecure();
const storefront = new mercat.storefront.v1.StorefrontService(address, credentials);
const backOffice = new mercat.backoffice.v1.BackOfficeService(address, credentials);

function bearing(token) {
  const metadata = new grpc.Metadata();
  if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
  return metadata;
}

function call(client, method, request, token, deadlineMs = patienceMs) {
  return new Promise((resolve, reject) =>
    client[method](request, bearing(token), { deadline: Date.now() + deadlineMs }, (error, response) =>
      error ? reject(error) : resolve(response),
    ),
  );
}

/** The reason that the details of a status give. */
function reason(error) {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  const status = details.requestDeserialize(bytes);
  const info = status.details.find((each) => each.typeUrl.endsWith("/google.rpc.ErrorInfo"));
  return details.responseDeserialize(info.value).reason;
}

async function refused(code, why, promise) {
  const error = await promise.then(
    () => assert.fail(`not refused: ${why}`),
    (it) => it,
  );
  assert.equal(error.code, code, error.message);
  if (why !== undefined) assert.equal(reason(error), why);
}

async function step(what, does) {
  await does();
  console.log(`ok  ${what}`);
}

const admin = (await readFile(tokenFile, "utf8")).trim();
const sku = `GRPC-${randomUUID().slice(0, 8)}`;
const order = (quantity) => ({
  idempotencyKey: randomUUID(),
  order: { lines: [{ sku, quantity }], email: "guest@example.org", payment: { method: "card", token: "tok_ok" } },
});
let placed;

await step("staff puts a product on the shelf by gRPC", async () => {
  const product = { name: "Lantern", price: { amount: 255, currency: "GBP" }, published: true };
  const held = await call(backOffice, "PutProduct", { sku, product }, admin);
  assert.equal(held.product.price.amount, 255);
  const receipt = { sku, idempotencyKey: randomUUID(), receipt: { quantity: 10 } };
  assert.equal((await call(backOffice, "ReceiveStock", receipt, admin)).stock.onHand, 10);
});

await step("an order is placed by gRPC, and a repeat is the same order", async () => {
  const request = order(6);
  placed = (await call(storefront, "PlaceOrder", request)).order;
  assert.equal(placed.total.amount, 1530);
  assert.equal((await call(storefront, "PlaceOrder", request)).order.id, placed.id);
});

await step("its events are streamed until it is confirmed, shipped and over", async () => {
  const stream = storefront.WatchOrder({ id: placed.id }, bearing(placed.orderToken), { deadline: Date.now() + patienceMs });
  const types = [];
  let isConfirmed = false;
  for await (const { event, order: now } of stream) {
    if (event) types.push(event.type);
    if (!isConfirmed && now.status === "ORDER_STATUS_CONFIRMED") {
      isConfirmed = true;
      await call(backOffice, "ShipOrder", { id: placed.id }, admin);
    }
  }
  assert.ok(isConfirmed);
  assert.equal(types.at(-1), "ORDER_EVENT_TYPE_SHIPPED");
});

await step("who lacks a right, or what is asked for, is told by the codes of the HTTP API", async () => {
  await refused(grpc.status.UNAUTHENTICATED, "unauthenticated", call(backOffice, "FindOrders", {}));
  await refused(grpc.status.NOT_FOUND, "not_found", call(storefront, "FindOrder", { id: placed.id }, `${placed.id}.no`));
  await refused(grpc.status.INVALID_ARGUMENT, "invalid_request", call(storefront, "PlaceOrder", order(0)));
  await refused(grpc.status.FAILED_PRECONDITION, "out_of_stock", call(storefront, "PlaceOrder", order(1_000)));
});

await step("a call past its deadline is refused", async () => {
  await refused(grpc.status.DEADLINE_EXCEEDED, undefined, call(storefront, "FindProducts", {}, undefined, 0));
});

storefront.close();
backOffice.close();
