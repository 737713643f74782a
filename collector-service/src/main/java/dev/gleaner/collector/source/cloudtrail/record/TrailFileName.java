package dev.gleaner.collector.source.cloudtrail.record;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.LogDelivery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A file of a trail, identified by its name. */
public record TrailFileName(StoredFile stored) {

    /** CloudTrail typically delivers within 5 minutes of the call, without guarantee. */
    public static final Duration LATEST_DELIVERY = Duration.ofMinutes(15);

    private static final Pattern DELIVERED =
            Pattern.compile("(\\d{12})_CloudTrail_([a-z0-9-]+)_(\\d{8}T\\d{4})Z_[^/]*\\.json(?:\\.gz)?");
    private static final List<String> ENDINGS = List.of(".json", ".json.gz", ".jsonl", ".jsonl.gz");

    public String path() {
        return stored.path();
    }

    /** Time, account and region of the delivery, from the file name. */
    public Optional<LogDelivery> delivery() {
        return LogDelivery.parse(DELIVERED, stored.name());
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
}
