package dev.gleaner.actuator.audit;

/**
 * The key that signs from now on, named by a head that the key before it signed.
 *
 * @param publicKey X.509 in Base64
 */
record NextKey(String keyId, String publicKey) {

    static NextKey of(VerifyingKey key) {
        return new NextKey(key.id(), key.text());
    }

    /** The key; {@link IllegalArgumentException} when it is none, or another than the one named. */
    VerifyingKey key() {
        VerifyingKey key = VerifyingKey.parse(publicKey);
        if (!key.id().equals(keyId)) {
            throw new IllegalArgumentException("the key is not " + keyId);
        }
        return key;
    }
}
