import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./api.js";
import { type Money, UnexpectedProblem } from "./storefront.js";

type Address = components["schemas"]["Address"];

/** The same shop as its staff sees it. */
export class BackOffice {
  private readonly api: Client<paths>;

  constructor(url: string, staffToken: string) {
    const headers = { Authorization: `Bearer ${staffToken}` };
    this.api = createClient<paths>({ baseUrl: url, headers });
  }

  async sell(sku: string, name: string, price: Money): Promise<void> {
    const { error } = await this.api.PUT("/v1/admin/products/{sku}", {
      params: { path: { sku } },
      body: { name, price, published: true },
    });
    if (error) {
      throw new UnexpectedProblem(error);
    }
  }

  /** Where the newest order of a buyer goes. */
  async address(email: string): Promise<Address | null> {
    const found = await this.api.POST("/v1/admin/orders/search", {
      params: { query: { limit: 1 } },
      body: { email },
    });
    const id = found.data?.data[0]?.id;
    if (id === undefined) {
      return null;
    }
    const { data, error } = await this.api.GET("/v1/admin/orders/{id}", { params: { path: { id } } });
    if (error) {
      throw new UnexpectedProblem(error);
    }
    return data.shippingAddress;
  }

  async receive(sku: string, quantity: number, key: string): Promise<void> {
    const { error } = await this.api.POST("/v1/admin/stock/{sku}/receipts", {
      params: { path: { sku }, header: { "Idempotency-Key": key } },
      body: { quantity },
    });
    if (error) {
      throw new UnexpectedProblem(error);
    }
  }
}
