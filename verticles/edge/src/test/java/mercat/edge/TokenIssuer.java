package mercat.edge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import mercat.contracts.accounts.SigningKeyChanged;
import mercat.contracts.accounts.SigningKeys;

/** Issues access tokens as accounts does, by another library than the edge checks them with. */
record TokenIssuer(ECKey key) {
  static final TokenIssuer FIRST = of("key-1");
  static final UUID CUSTOMER = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8001");
  static final UUID SESSION = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8002");

  private static final String ISSUER = "https://shop.example.org";

  static TokenIssuer of(String kid) {
    try {
      return new TokenIssuer(new ECKeyGenerator(Curve.P_256).keyID(kid).generate());
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  SigningKeys.Listed keys() {
    return new SigningKeys.Listed(
        ISSUER,
        List.of(
            new SigningKeys.PublicKey(
                key.getKeyID(), key.getX().toString(), key.getY().toString())));
  }

  /** An edge that knows its keys. */
  RunningEdge edge() {
    var edge = new RunningEdge();
    introduceTo(edge);
    return edge;
  }

  /** Has the edge learn the keys, and both of its instances know them. */
  void introduceTo(RunningEdge edge) {
    edge.answer(SigningKeys.class, keys());
    edge.announce(new SigningKeyChanged(key.getKeyID()));
    var known = token(it -> {}, it -> it.claim("sid", UUID.randomUUID().toString()));
    edge.awaitEverywhere(403, "/v1/admin/orders", Samples.bearer(known));
  }

  /** Of somebody who has signed in, a minute ago, in {@link #SESSION}. */
  String token(String scope) {
    return token(it -> {}, it -> it.claim("scope", scope));
  }

  String token(Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> claims) {
    var head =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("at+jwt"))
            .keyID(key.getKeyID());
    var now = Instant.now();
    var said =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience("mercat")
            .subject(CUSTOMER.toString())
            .claim("sid", SESSION.toString())
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now.minusSeconds(60)))
            .expirationTime(Date.from(now.plusSeconds(540)))
            .claim("scope", "customer");
    header.accept(head);
    claims.accept(said);
    try {
      var token = new SignedJWT(head.build(), said.build());
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
