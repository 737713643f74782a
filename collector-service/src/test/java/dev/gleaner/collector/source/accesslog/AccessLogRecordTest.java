package dev.gleaner.collector.source.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.test.LawSeeds;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogRecordTest {

    /** The example of the user guide, with the fields that S3 had before it appended some. */
    private static final String OLD =
            "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3-demo-bucket1 [06/Feb/2019:00:01:57 +0000]"
                    + " 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be DD6CC733AEXAMPLE REST.PUT.OBJECT"
                    + " s3-dg.pdf \"PUT /amzn-s3-demo-bucket1/s3-dg.pdf HTTP/1.1\" 200 - - 4406583 41754 28 \"-\" \"S3Console/0.4\" -";

    private static final String NEW =
            OLD + " 10S62Zv81kBW7BB6SX4XJ48o6kpcl6LPwEoizZQQxJd5qDSCTLX0TgS37kYUBKQW3+bPdrg1234= SigV4"
                    + " ECDHE-RSA-AES128-SHA AuthHeader amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com TLSV1.2 - Yes us-east-1";

    @Test
    void shouldReadTheExampleOfTheUserGuide() throws Exception {
        assertThat(AccessLogRecord.parse(NEW))
                .isEqualTo(new AccessLogRecord(
                        "amzn-s3-demo-bucket1",
                        Instant.parse("2019-02-06T00:01:57Z"),
                        "192.0.2.3",
                        "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
                        "DD6CC733AEXAMPLE",
                        "REST.PUT.OBJECT",
                        "s3-dg.pdf",
                        200,
                        OptionalLong.empty(),
                        OptionalLong.of(4406583),
                        OptionalLong.of(41754),
                        "us-east-1"));
    }

    @Test
    void shouldReadOlderRecordsAndIgnoreFieldsThatAreAppended() throws Exception {
        assertThat(AccessLogRecord.parse(OLD).sourceRegion()).isEmpty();
        assertThat(AccessLogRecord.parse(OLD).size()).hasValue(4406583);
        assertThat(AccessLogRecord.parse(NEW + " something else")).isEqualTo(AccessLogRecord.parse(NEW));
        assertThat(AccessLogRecord.parse(NEW + " \"quoted text\"").sourceRegion())
                .isEmpty();
    }

    @Test
    void shouldReadARequestOfS3Itself() throws Exception {
        AccessLogRecord expired =
                AccessLogRecord.parse("79a5 bucket [06/Feb/2019:00:00:38 +0000] - AmazonS3 3E57427F3EXAMPLE"
                        + " S3.EXPIRE.OBJECT a%2520b - - - - - - - \"-\" \"-\" - - - - - - -");

        assertThat(expired.operation()).isEqualTo("S3.EXPIRE.OBJECT");
        assertThat(expired.status()).isZero();
        assertThat(expired.sent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version account-id interface-id",
                "79a5 bucket 06/Feb/2019 192.0.2.3 - 3E57 REST.GET.OBJECT key - 200 - 1 1 1 1 \"-\" \"-\"",
                "79a5 bucket [32/Feb/2019:00:00:38 +0000] 192.0.2.3 - 3E57 REST.GET.OBJECT key - 200 - 1 1 1 1",
                "79a5 bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 - 3E57 REST.GET.OBJECT",
                "79a5 bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 - 3E57 REST.GET.OBJECT key \"GET /key HTTP/1.1 200 - 1",
                "79a5 bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 - 3E57 3E57 REST.GET.OBJECT \"GET /key HTTP/1.1\" 200 - 1 1 1 1",
                "79a5 bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 - 3E57 REST.GET.OBJECT key - 200 - -5 1 1 1",
            })
    void shouldRefuseWhatIsNoRecord(String line) {
        assertThatThrownBy(() -> AccessLogRecord.parse(line)).isInstanceOf(InvalidInputException.class);
    }

    static LongStream seeds() {
        return LawSeeds.upTo(200);
    }

    /** Whoever reads chooses the query, the referrer and the user agent, and S3 does not escape them. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldReadWhatWasWrittenWhateverReadersSend(long seed) throws Exception {
        Random random = new Random(seed);
        String key = text(random, "abc/%25_.-");
        String query = text(random, "a\"=&?<>;$%");
        String referrer = text(random, "a\" 4/-1") + (random.nextBoolean() ? "\" 200 - 1 2 3 4 \"" : "");
        String agent = text(random, "\" a-0()") + (random.nextBoolean() ? "\" - - - - - - - - - eu-west-1" : "");
        int status = random.nextBoolean() ? 200 : 206;
        long sent = random.nextLong(1L << 42);
        long total = random.nextLong(1L << 20);

        AccessLogRecord record =
                AccessLogRecord.parse("owner bucket [01/Mar/2026:12:00:00 +0000] 192.0.2.3 - ABC REST.GET.OBJECT "
                        + key + " \"GET /" + key + "?" + query + " HTTP/1.1\" " + status + " - " + sent + " 7 " + total
                        + " 1 \"" + referrer
                        + "\" \"" + agent + "\" - hostId= SigV4 cipher AuthHeader host TLSv1.3 - - us-west-2");

        assertThat(record)
                .isEqualTo(new AccessLogRecord(
                        "bucket",
                        Instant.parse("2026-03-01T12:00:00Z"),
                        "192.0.2.3",
                        "-",
                        "ABC",
                        "REST.GET.OBJECT",
                        key,
                        status,
                        OptionalLong.of(sent),
                        OptionalLong.of(7),
                        OptionalLong.of(total),
                        "us-west-2"));
    }

    private static String text(Random random, String alphabet) {
        return random.ints(1 + random.nextInt(40), 0, alphabet.length())
                .mapToObj(index -> String.valueOf(alphabet.charAt(index)))
                .collect(Collectors.joining());
    }
}
