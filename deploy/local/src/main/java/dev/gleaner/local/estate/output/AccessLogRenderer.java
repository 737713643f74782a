package dev.gleaner.local.estate.output;

import dev.gleaner.local.estate.BucketReadPattern;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.timeline.EstateTimeline.ObjectRead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Renders the server access logs of the buckets that have them, as S3 delivers them to a bucket with date-based partitions by delivery time.
 * A file is of six hours, where S3 writes many small ones. Beside reads there are requests that move no object, and one in some files that
 * is refused. Source: Amazon S3 User Guide, "Amazon S3 server access log format".
 */
public final class AccessLogRenderer {

    private static final Duration FILE = Duration.ofHours(6);

    /** The delay after which S3 has delivered a file. */
    private static final Duration DELIVERY = Duration.ofMinutes(5);

    private static final String OWNER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    private static final String NONE = "-";
    private static final int MILLISECONDS = 40;
    private static final int ID_DIGITS = 16;
    private static final int HOST_DIGITS = 75;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;

    public AccessLogRenderer(EstateTimeline estateTimeline, EstateIdentities identities) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
    }

    /** The files of all logs up to the end of the estate, those of a bucket in the order of time. */
    public List<BucketFile> render() {
        Map<String, List<ObjectRead>> files =
                estateTimeline.reads(estateTimeline.start(), estateTimeline.end()).stream()
                        .filter(read -> read.bucket().hasAccessLogs())
                        .sorted(Comparator.comparing(ObjectRead::at).thenComparing(ObjectRead::key))
                        .collect(Collectors.groupingBy(this::key, TreeMap::new, Collectors.toList()));
        List<BucketFile> rendered = new ArrayList<>();
        files.forEach((key, reads) -> rendered.add(file(key, reads)));
        return rendered;
    }

    private BucketFile file(String key, List<ObjectRead> reads) {
        StringBuilder text = new StringBuilder();
        SeededRandom noise = noise(key);
        if (noise.below(2, 0) == 0) {
            text.append(line(reads.get(0), "REST.GET.OBJECT", "403 AccessDenied 243 - 12 -", noise.derive("refused")));
        }
        for (ObjectRead read : reads) {
            SeededRandom own = noise.derive(read.key()).derive(read.at().getEpochSecond());
            text.append(line(read, "REST.HEAD.OBJECT", "200 - - " + read.bytes() + " 8 -", own.derive("head")));
            text.append(line(
                    read,
                    "REST.GET.OBJECT",
                    "200 - " + read.bytes() + " " + read.bytes() + " " + MILLISECONDS + " 12",
                    own));
        }
        return BucketFile.of(key, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String line(ObjectRead read, String operation, String response, SeededRandom own) {
        EstateBucket bucket = read.bucket();
        String method = operation.split("\\.")[1];
        return String.join(
                        " ",
                        OWNER,
                        bucket.name(),
                        "[" + TIME.format(read.at()) + "]",
                        address(read.read()),
                        requester(read),
                        own.hex(ID_DIGITS).toUpperCase(Locale.ROOT),
                        operation,
                        read.key(),
                        "\"" + method + " /" + read.key() + " HTTP/1.1\"",
                        response,
                        "\"-\" \"Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#6.8.0\" -",
                        own.derive("host").hex(HOST_DIGITS) + "=",
                        "SigV4 TLS_AES_128_GCM_SHA256 AuthHeader",
                        bucket.name() + ".s3." + bucket.region() + ".amazonaws.com",
                        "TLSv1.3 - -",
                        sourceRegion(read.read()))
                + "\n";
    }

    private String address(BucketReadPattern read) {
        if (read.address() != null) {
            return read.address();
        }
        if (read.endpoint() != null) {
            return "10.0.0.17";
        }
        return identities.address(read.instance() == null ? String.valueOf(read.nat()) : read.instance());
    }

    /** In the session of an instance its id, and otherwise somebody's name. */
    private String requester(ObjectRead read) {
        String instance = read.read().instance();
        return "arn:aws:sts::" + read.bucket().account() + ":assumed-role/"
                + read.read().reader() + "/" + (instance == null ? "chen" : identities.id(instance));
    }

    /** S3 knows it of addresses of AWS. */
    private String sourceRegion(BucketReadPattern read) {
        String instance = read.instance();
        return instance == null
                ? NONE
                : estateTimeline.estate().require(instance).region();
    }

    private String key(ObjectRead read) {
        EstateBucket bucket = read.bucket();
        long file = FILE.toSeconds();
        Instant delivered = Instant.ofEpochSecond((read.at().getEpochSecond() / file + 1) * file)
                .plus(DELIVERY);
        String name = FOLDER.format(delivered) + NAME.format(delivered);
        String unique = noise(bucket.name() + name).hex(ID_DIGITS).toUpperCase(Locale.ROOT);
        return String.join("/", "logs", bucket.account(), bucket.region(), bucket.name(), name + "-" + unique);
    }

    private SeededRandom noise(String file) {
        return SeededRandom.of(estateTimeline.estate().seed())
                .derive("access log")
                .derive(file);
    }
}
