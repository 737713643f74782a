package dev.gleaner.collector.source.cloudtrail.digest;

import java.util.Optional;

/**
 * Tells whether a digest is CloudTrail's own, in the steps of the CloudTrail User Guide ("Custom implementations of CloudTrail log
 * file integrity validation"): it lies where it was delivered, its key is one of CloudTrail's, and its signature is by that key.
 */
final class DigestVerifier {

    private final Optional<DigestKeyProvider> keys;

    /** Without keys a digest is believed that is in its place and of its form, unless the next one knows it otherwise. */
    DigestVerifier(Optional<DigestKeyProvider> keys) {
        this.keys = keys;
    }

    /**
     * One of a chain.
     *
     * @param behind the next one: it has the signature of this one, should that have got lost on the way into a folder
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
                    ? faulty(digest, DigestFault.Kind.DIGEST, "the next one goes on from another")
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
}
