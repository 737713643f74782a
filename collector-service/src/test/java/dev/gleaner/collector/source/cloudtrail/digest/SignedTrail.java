package dev.gleaner.collector.source.cloudtrail.digest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.contracts.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Hours of a trail as CloudTrail delivers them to a bucket: each hour two log files, and then the digest of the hour, signed with
 * a key of the test.
 */
public final class SignedTrail {

    public static final String ACCOUNT = "444455556666";
    public static final String BUCKET = "gleaner-signed-trail";
    public static final String FINGERPRINT = "31e8b5433410dfb61a9dc45cc65b22ff";
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final String CHAIN = "444455556666_CloudTrail-Digest_us-east-1_events_us-east-1";

    private static final KeyPair KEYS = generate();
    private static final byte[] EMPTY = "{\"Records\":[]}".getBytes(UTF_8);

    /** The algorithm's name, with which X.509's form begins: without it it is that of PKCS#1. */
    private static final int BEFORE_PKCS1 = 24;

    /** By the number of hours: signing takes its time. */
    private static final Map<Integer, Map<String, FileStore.FileContent>> PRISTINE = new ConcurrentHashMap<>();

    private final Map<String, FileStore.FileContent> files = new TreeMap<>();
    private final String prefix;
    private final byte[] records;
    private String previous = "";

    /** An empty one, whose keys begin with this; its log files hold these records. */
    public SignedTrail(String prefix, byte[] records) {
        this.prefix = prefix;
        this.records = records;
    }

    /** So many hours of one that holds nothing; the caller's own. */
    static SignedTrail of(int hours) {
        SignedTrail trail = new SignedTrail("", EMPTY);
        trail.files.putAll(PRISTINE.computeIfAbsent(hours, SignedTrail::delivered));
        trail.previous = digest(hours - 1);
        return trail;
    }

    private static Map<String, FileStore.FileContent> delivered(int hours) {
        SignedTrail trail = new SignedTrail("", EMPTY);
        for (int hour = 0; hour < hours; hour++) {
            trail.deliver(hour);
        }
        return trail.files;
    }

    /** An hour, its log files first. */
    public void deliver(int hour) {
        deliverLogs(hour);
        deliverDigest(hour);
    }

    void deliverLogs(int hour) {
        put(log(hour, "a"));
        put(log(hour, "b"));
    }

    /** A log file that some digest may name. */
    void put(String log) {
        // What differs from file to file keeps one from standing in for another.
        byte[] own = (new String(records, UTF_8) + " ".repeat(1 + Math.floorMod(log.hashCode(), 40))).getBytes(UTF_8);
        files.put(log, new FileStore.FileContent(Bytes.gzip(own), Map.of()));
    }

    void deliverDigest(int hour) {
        String digest = digest(hour);
        sign(digest, content(digest, hour, previous, List.of(log(hour, "a"), log(hour, "b"))));
        previous = digest;
    }

    /** The first digest after somebody has switched the trail off. */
    void startAgain() {
        previous = "";
    }

    /** One that comes behind the others, for a log file that the hour's own did not name. */
    String deliverBackfill(int hour, String log) {
        String digest = digest(hour).replace(".json.gz", "_backfill.json.gz");
        sign(digest, content(digest, hour, "", List.of(log)));
        return digest;
    }

    public static String log(int hour, String what) {
        return String.format(
                "AWSLogs/444455556666/CloudTrail/us-east-1/2026/03/01/444455556666_CloudTrail_us-east-1_20260301T%02d05Z_%s.json.gz",
                hour, what);
    }

    static String digest(int hour) {
        return String.format(
                "AWSLogs/444455556666/CloudTrail-Digest/us-east-1/2026/03/01/%s_20260301T%02d0000Z.json.gz",
                CHAIN, hour + 1);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public static Instant end(int hour) {
        return START.plus(Duration.ofHours(hour + 1));
    }

    /** The key in the form in which ListPublicKeys answers. */
    public static byte[] publicKey() {
        byte[] x509 = KEYS.getPublic().getEncoded();
        return Arrays.copyOfRange(x509, BEFORE_PKCS1, x509.length);
    }

    static DigestKeyProvider keys() {
        return (region, fingerprint, signed) -> {
            if (!region.equals("us-east-1") || !fingerprint.equals(FINGERPRINT)) {
                throw new DigestKeyProvider.UnknownKeyException("no key " + fingerprint + " in " + region);
            }
            return publicKey();
        };
    }

    public Map<String, FileStore.FileContent> files() {
        return files;
    }

    void remove(String path) {
        files.remove(path);
    }

    /** Replaces what a file holds, unpacked, and leaves its signature. */
    public void change(String path, byte[] content) {
        files.put(
                path,
                new FileStore.FileContent(Bytes.gzip(content), files.get(path).notes()));
    }

    /** Its signature gets lost, as metadata does on the way into a folder. */
    void forgetSignature(String path) {
        files.put(path, new FileStore.FileContent(files.get(path).bytes(), Map.of()));
    }

    void swap(String one, String other) {
        FileStore.FileContent first = files.get(one);
        files.put(one, files.get(other));
        files.put(other, first);
    }

    /** Reads what it holds, unpacked. */
    byte[] content(String path) {
        try {
            return TrailParser.decompress(
                            new ByteArrayInputStream(files.get(path).bytes()))
                    .readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Its files of a kind, at a bucket or in a folder. */
    FileStore store(boolean bucket, Predicate<StoredFile> wanted) {
        return new Store(bucket, wanted);
    }

    /** Signs what a digest holds, as CloudTrail does, and puts it there. */
    void sign(String path, byte[] content) {
        try {
            DigestFile digest = DigestFile.read(content);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(KEYS.getPrivate());
            signature.update(DigestVerifier.DigestSignature.signedText(digest).getBytes(UTF_8));
            Map<String, String> notes = Map.of(
                    "signature", HexFormat.of().formatHex(signature.sign()), "signature-algorithm", "SHA256withRSA");
            files.put(path, new FileStore.FileContent(Bytes.gzip(content), notes));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] content(String path, int hour, String before, List<String> logs) {
        Map<String, Object> digest = new HashMap<>();
        digest.put("awsAccountId", "444455556666");
        digest.put("digestStartTime", end(hour - 1).toString());
        digest.put("digestEndTime", end(hour).toString());
        digest.put("digestS3Bucket", BUCKET);
        digest.put("digestS3Object", prefix + path);
        digest.put("digestPublicKeyFingerprint", FINGERPRINT);
        digest.put("digestSignatureAlgorithm", "SHA256withRSA");
        boolean first = before.isEmpty();
        digest.put("previousDigestS3Bucket", first ? null : BUCKET);
        digest.put("previousDigestS3Object", first ? null : prefix + before);
        digest.put("previousDigestHashValue", first ? null : hash(content(before)));
        digest.put("previousDigestHashAlgorithm", first ? null : "SHA-256");
        digest.put(
                "previousDigestSignature",
                first ? null : files.get(before).notes().get("signature"));
        digest.put("logFiles", logs.stream().map(this::named).toList());
        return Json.bytes(digest);
    }

    private Map<String, String> named(String log) {
        return Map.of(
                "s3Bucket",
                BUCKET,
                "s3Object",
                prefix + log,
                "hashValue",
                hash(content(log)),
                "hashAlgorithm",
                "SHA-256");
    }

    private static String hash(byte[] bytes) {
        return Json.sha256(bytes).substring("sha256:".length());
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Store implements FileStore {

        private final boolean bucket;
        private final Predicate<StoredFile> wanted;

        Store(boolean bucket, Predicate<StoredFile> wanted) {
            this.bucket = bucket;
            this.wanted = wanted;
        }

        @Override
        public String identity() {
            return "trail of the test";
        }

        @Override
        public List<StoredFile> list() {
            return files.entrySet().stream()
                    .map(file -> StoredFile.of(
                            file.getKey(), Json.sha256(file.getValue().bytes())))
                    .filter(wanted)
                    .toList();
        }

        @Override
        public InputStream open(StoredFile file) {
            return new ByteArrayInputStream(files.get(file.path()).bytes());
        }

        @Override
        public FileStore.FileContent readWithMetadata(StoredFile file) {
            return files.get(file.path());
        }

        @Override
        public Optional<String> address(StoredFile file) {
            return bucket ? Optional.of(BUCKET + "/" + prefix + file.path()) : Optional.empty();
        }
    }
}
