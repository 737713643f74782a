package dev.gleaner.collector.source.cloudtrail.digest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Verifies that a digest is from CloudTrail, in the steps of the CloudTrail User Guide ("Custom implementations of
 * CloudTrail log file integrity validation"): it is at the place to which it was delivered, its key is one of
 * CloudTrail's, and its signature is valid.
 */
final class DigestVerifier {

    private final Optional<DigestKeyProvider> keys;

    /** Without keys a digest is trusted if its place and form are right and the next digest does not contradict it. */
    DigestVerifier(Optional<DigestKeyProvider> keys) {
        this.keys = keys;
    }

    /**
     * Verifies a digest of a chain.
     *
     * @param behind the next digest, which contains the signature of this one in case it was lost when the file was
     *     copied to a folder
     */
    DigestVerification verify(UnverifiedDigest digest, Optional<UnverifiedDigest> behind) {
        if (digest.content().isEmpty()) {
            return faulty(digest, DigestFault.Kind.DIGEST, digest.reason());
        }
        DigestFile content = digest.content().get();
        if (!digest.isInPlace(content)) {
            return faulty(digest, DigestFault.Kind.DIGEST, "it was delivered to " + content.address());
        }
        Optional<String> signature =
                digest.signature().or(() -> behind.flatMap(next -> next.signatureOf(digest.file())));
        if (keys.isEmpty()) {
            return behind.filter(next -> next.isBehindAnother(digest.file(), content))
                            .isPresent()
                    ? faulty(digest, DigestFault.Kind.DIGEST, "the next one continues from another")
                    : DigestVerification.verified(digest.name(), digest.file(), content, signature);
        }
        return signature
                .map(signed -> verify(digest, content, signed, keys.get()))
                .orElseGet(() -> DigestVerification.waiting(digest.name(), digest.file()));
    }

    private static DigestVerification verify(
            UnverifiedDigest digest, DigestFile content, String signature, DigestKeyProvider keys) {
        try {
            byte[] key = keys.key(digest.name().region(), content.fingerprint(), digest.signed());
            return DigestSignature.isValid(content, signature, key)
                    ? DigestVerification.verified(digest.name(), digest.file(), content, Optional.of(signature))
                    : faulty(digest, DigestFault.Kind.DIGEST, "its signature is not CloudTrail's");
        } catch (DigestKeyProvider.UnknownKeyException e) {
            return faulty(digest, DigestFault.Kind.KEY, e.reason());
        }
    }

    private static DigestVerification faulty(UnverifiedDigest digest, DigestFault.Kind kind, String reason) {
        return DigestVerification.faulty(digest.name(), digest.file(), kind, reason);
    }

    /**
     * The signature of a digest (CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity
     * validation"; {@code Sha256RSADigestValidator} of aws-cli's {@code cloudtrail/validation.py}). Four lines are
     * signed: the end of the period, bucket and key, the SHA-256 of the content, and the signature of the previous
     * digest.
     */
    static final class DigestSignature {

        static final String ALGORITHM = "SHA256withRSA";

        /** Stands for the signature of a missing previous digest. */
        private static final String NONE = "null";

        private static final int SEQUENCE = 0x30;
        private static final int BIT_STRING = 0x03;

        /** {@code SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }} (RFC 8017, A.1). */
        private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

        private DigestSignature() {}

        /**
         * Whether the signature is valid for this digest and key.
         *
         * @param signature in hexadecimal
         * @param key in PKCS#1 form (DER), as in the response of ListPublicKeys
         */
        static boolean isValid(DigestFile digest, String signature, byte[] key) {
            try {
                Signature check = Signature.getInstance(ALGORITHM);
                check.initVerify(key(key));
                check.update(signedText(digest).getBytes(StandardCharsets.UTF_8));
                return check.verify(HexFormat.of().parseHex(signature));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // A malformed key or signature is invalid.
                return false;
            }
        }

        /** The signed text. */
        static String signedText(DigestFile digest) {
            return String.join(
                    "\n",
                    digest.endText(),
                    digest.address(),
                    digest.hash(),
                    digest.previous().map(DigestFile.Previous::signature).orElse(NONE));
        }

        /** Java reads only the X.509 form, which is the PKCS#1 form preceded by the name of the algorithm. */
        private static PublicKey key(byte[] pkcs1) throws GeneralSecurityException {
            byte[] bits = new byte[pkcs1.length + 1];
            System.arraycopy(pkcs1, 0, bits, 1, pkcs1.length);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(RSA);
            body.writeBytes(der(BIT_STRING, bits));
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(der(SEQUENCE, body.toByteArray())));
        }

        /** An RSA key of 2048 bits takes 270 bytes, and none is shorter here, so that the length takes two bytes. */
        private static byte[] der(int tag, byte[] content) {
            ByteArrayOutputStream der = new ByteArrayOutputStream();
            der.write(tag);
            der.write(0x82);
            der.write(content.length >> 8);
            der.write(content.length);
            der.writeBytes(content);
            return der.toByteArray();
        }
    }
}
