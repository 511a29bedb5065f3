package mercat.contracts;

/**
 * A postal address.
 *
 * @param country ISO 3166-1 alpha-2
 */
public record Address(
    String name,
    String line1,
    String line2,
    String city,
    String region,
    String postcode,
    String country) {
  public Address {
    Text.require("name", name, 200);
    Text.require("line1", line1, 200);
    Text.require("line2", line2, 200);
    Text.require("city", city, 100);
    Text.require("region", region, 100);
    Text.require("postcode", postcode, 20);
    name = Text.trimmed(name);
    line1 = Text.trimmed(line1);
    line2 = Text.trimmed(line2);
    city = Text.trimmed(city);
    region = Text.trimmed(region);
    postcode = Text.trimmed(postcode);
    if (country.length() != 2) {
      throw new IllegalArgumentException("country must have two letters");
    }
  }
}
