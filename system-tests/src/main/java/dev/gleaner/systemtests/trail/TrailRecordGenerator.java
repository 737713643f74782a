package dev.gleaner.systemtests.trail;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Generates records of one region, in the proportions of the recorded trail; the same seed gives the same records. */
public final class TrailRecordGenerator {

    private static final String ACCOUNT = "111122223333";
    private static final String HEX = "0123456789abcdef";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final String[] PREFIXES = {"AWSLogs", "training-data", "checkpoints", "experiments"};
    private static final String FIXED = "85b4ab0e-0000-4000-8000-00000000764c";
    private static final int BUCKETS = 6;
    private static final long LARGEST_OBJECT = 1L << 34;
    private static final int INSTANCES = 40;
    private static final int WEIGHTS = Stream.of(TrailRecordTemplate.values())
            .mapToInt(TrailRecordTemplate::weight)
            .sum();

    private final SplittableRandom random;
    private final String region;
    private final Instant until;

    /** Generates records of a region within the five minutes before this time. */
    public TrailRecordGenerator(long seed, String region, Instant until) {
        this.random = new SplittableRandom(seed);
        this.region = region;
        this.until = until;
    }

    /** Appends a record; the id of the published event, or an empty text if the collector does not publish it. */
    public String add(StringBuilder target) {
        TrailRecordTemplate trailRecordTemplate = event();
        Call call = new Call();
        trailRecordTemplate.template().fill(target, call::fill);
        return trailRecordTemplate.isPublished() ? call.id() : "";
    }

    private TrailRecordTemplate event() {
        int left = random.nextInt(WEIGHTS);
        for (TrailRecordTemplate trailRecordTemplate : TrailRecordTemplate.values()) {
            left -= trailRecordTemplate.weight();
            if (left < 0) {
                return trailRecordTemplate;
            }
        }
        throw new IllegalStateException("the weights exceed their sum");
    }

    private String letters(String alphabet, int count) {
        char[] letters = new char[count];
        for (int i = 0; i < count; i++) {
            letters[i] = alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return new String(letters);
    }

    private String uuid() {
        return letters(HEX, 8) + "-" + letters(HEX, 4) + "-4" + letters(HEX, 3) + "-8" + letters(HEX, 3) + "-"
                + letters(HEX, 12);
    }

    /** The values of one record; a value that occurs twice is the same. */
    private final class Call {

        private final String bucket = "gleaner-example-" + region + "-" + random.nextInt(BUCKETS);
        private final Instant time = until.minusSeconds(random.nextInt(300));
        private final String instance = "i-0aaaaaaaaaaaaa" + (100 + random.nextInt(INSTANCES));
        private final String key = key();
        private final String event = uuid();
        private final String shared = uuid();
        private String request = "";

        /** The id of the request to S3 if it is one, as it is the same in the trail of the other account. */
        String id() {
            return request.isEmpty() ? event : request;
        }

        void fill(String place, StringBuilder target) {
            target.append(value(place));
        }

        private String value(String place) {
            return switch (place) {
                case "account" -> ACCOUNT;
                case "region" -> region;
                case "time" -> time.toString();
                case "bucket" -> bucket;
                case "key" -> key;
                case "instance" -> instance;
                case "event" -> event;
                case "shared" -> shared;
                case "event-like" -> uuid();
                case "fixed" -> FIXED;
                case "request" -> newRequest();
                case "secret" -> letters(BASE64, 75) + "=";
                case "address" -> "198.51.100." + random.nextInt(1, 20);
                case "bytes" -> Long.toString(random.nextLong(1, LARGEST_OBJECT));
                default -> throw new IllegalArgumentException("unknown placeholder " + place);
            };
        }

        private String newRequest() {
            request = letters(BASE32, 16);
            return request;
        }

        private String key() {
            return PREFIXES[random.nextInt(PREFIXES.length)] + "/" + ACCOUNT + "/CloudTrail/" + region + "/2026/03/01/"
                    + ACCOUNT + "_CloudTrail_" + region + "_20260301T0240Z_" + letters(BASE32, 16) + ".json.gz";
        }
    }
}
