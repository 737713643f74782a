package dev.gleaner.local.estate.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.StoredFolder;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Renders the daily reports of S3 Inventory of the last days of an estate, in the layout and with the fields of S3: all
 * versions, CSV compressed by gzip. Source: Amazon S3 User Guide, "Locating your inventory list".
 */
public final class InventoryReportRenderer {

    private static final int REPORTS = 4;

    /** The time of day at which S3 lists the objects, UTC. */
    private static final Duration TIME_OF_DAY = Duration.ofHours(1);

    private static final String DESTINATION = "reports";
    private static final String CONFIGURATION = "all-versions";
    private static final String SCHEMA =
            "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass";
    private static final int ETAG_DIGITS = 32;

    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MODIFIED = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final EstateTimeline estateTimeline;
    private final String destinationBucket;

    /**
     * A renderer for an estate.
     *
     * @param destinationBucket name of the bucket to which S3 delivers
     */
    public InventoryReportRenderer(EstateTimeline estateTimeline, String destinationBucket) {
        this.estateTimeline = estateTimeline;
        this.destinationBucket = destinationBucket;
    }

    /** The files of all reports in the order in which S3 writes them: the checksum of a manifest is the last of a report. */
    public List<BucketFile> render() {
        List<BucketFile> files = new ArrayList<>();
        Instant newest = newest(estateTimeline.end());
        for (int before = REPORTS - 1; before >= 0; before--) {
            Instant created = newest.minus(Duration.ofDays(before));
            estateTimeline.estate().buckets().stream()
                    .filter(bucket -> !bucket.inventory().isEmpty())
                    .forEach(bucket -> files.addAll(report(bucket, created)));
        }
        return files;
    }

    /** When the newest reports were created that there are at a time. */
    public static Instant newest(Instant time) {
        return time.minus(TIME_OF_DAY).truncatedTo(ChronoUnit.DAYS).plus(TIME_OF_DAY);
    }

    private List<BucketFile> report(EstateBucket bucket, Instant created) {
        String root = String.join("/", DESTINATION, bucket.name(), CONFIGURATION) + "/";
        String dataKey = root + "data/" + uuid(noise(bucket).derive(created.getEpochSecond())) + ".csv.gz";
        BucketFile data = BucketFile.compressed(dataKey, rows(bucket, created));
        ObjectNode manifest = Json.mapper().createObjectNode();
        manifest.put("sourceBucket", bucket.name())
                .put("destinationBucket", "arn:aws:s3:::" + destinationBucket)
                .put("version", "2016-11-30")
                .put("creationTimestamp", Long.toString(created.toEpochMilli()))
                .put("fileFormat", "CSV")
                .put("fileSchema", SCHEMA);
        manifest.putArray("files")
                .addObject()
                .put("key", dataKey)
                .put("size", data.bytes().length)
                .put("MD5checksum", md5(data.bytes()));
        byte[] manifestBytes = Json.bytes(manifest);
        String folder = root + FOLDER.format(created) + "/";
        return List.of(
                data,
                new BucketFile(folder + "manifest.json", manifestBytes),
                new BucketFile(folder + "manifest.checksum", md5(manifestBytes).getBytes(StandardCharsets.UTF_8)));
    }

    private String rows(EstateBucket bucket, Instant created) {
        StringBuilder text = new StringBuilder();
        for (StoredFolder folder : bucket.inventory()) {
            List<String> keys = folder.keys(bucket);
            List<Instant> written = folder.written(bucket, estateTimeline.end());
            for (int i = 0; i < keys.size(); i++) {
                for (int version = 0; version <= folder.oldVersions(); version++) {
                    Instant modified = written.get(i).minus(Duration.ofDays(version));
                    if (!modified.isAfter(created)) {
                        row(text, bucket, folder, keys.get(i), version, modified);
                    }
                }
            }
        }
        return text.toString();
    }

    /** {@code version} counts back from the current one, which is 0. */
    private void row(
            StringBuilder text, EstateBucket bucket, StoredFolder folder, String key, int version, Instant modified) {
        SeededRandom own = noise(bucket).derive(key).derive(version);
        String versionId =
                bucket.versioning() == null ? "" : own.derive("version").hex(ETAG_DIGITS);
        String[] cells = {
            bucket.name(),
            URLEncoder.encode(key, StandardCharsets.UTF_8),
            versionId,
            Boolean.toString(version == 0),
            "false",
            Long.toString(folder.size()),
            MODIFIED.format(modified),
            own.hex(ETAG_DIGITS),
            folder.storageClass()
        };
        text.append('"').append(String.join("\",\"", cells)).append("\"\n");
    }

    private SeededRandom noise(EstateBucket bucket) {
        return SeededRandom.of(estateTimeline.estate().seed())
                .derive("inventory report")
                .derive(bucket.name());
    }

    private static String uuid(SeededRandom seededRandom) {
        String hex = seededRandom.hex(32);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
