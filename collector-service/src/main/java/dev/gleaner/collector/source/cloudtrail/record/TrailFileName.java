package dev.gleaner.collector.source.cloudtrail.record;

import dev.gleaner.collector.files.StoredFile;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of a trail, identified by its name. */
public record TrailFileName(StoredFile stored) {

    private static final Pattern DELIVERED =
            Pattern.compile("(\\d{12})_CloudTrail_([a-z0-9-]+)_(\\d{8}T\\d{4})Z_[^/]*\\.json(?:\\.gz)?");
    private static final List<String> ENDINGS = List.of(".json", ".json.gz", ".jsonl", ".jsonl.gz");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm");

    public String path() {
        return stored.path();
    }

    /** Time, account and region of the delivery, from the file name. */
    public Optional<Delivery> delivery() {
        Matcher matcher = DELIVERED.matcher(stored.name());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = LocalDateTime.parse(matcher.group(3), MINUTE).toInstant(ZoneOffset.UTC);
            return Optional.of(new Delivery(matcher.group(1), matcher.group(2), time));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether place and name are those of a log file, not of a digest, an insight or anything else. */
    public boolean isLog() {
        return ENDINGS.stream().anyMatch(stored.name()::endsWith) && !isDigest() && !isInsight();
    }

    public boolean isDigest() {
        return stored.folder().contains("CloudTrail-Digest/");
    }

    public boolean isInsight() {
        return stored.folder().contains("CloudTrail-Insight/");
    }

    /** A delivery of the events of one account and region. */
    public record Delivery(String account, String region, Instant time) {

        /** CloudTrail typically delivers within 5 minutes of the call, without guarantee. */
        public static final Duration LATEST = Duration.ofMinutes(15);
    }
}
