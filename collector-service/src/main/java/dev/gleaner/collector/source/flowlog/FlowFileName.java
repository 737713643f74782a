package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.StoredFile;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the names of flow log files. */
final class FlowFileName {

    private static final Pattern DELIVERED =
            Pattern.compile("(?:.*/)?(\\d{12})_vpcflowlogs_([a-z0-9-]+)_fl-[0-9a-z]+_(\\d{8}T\\d{4})Z_[^/]*");
    private static final Pattern LOG = Pattern.compile(".*\\.(?:log|log\\.gz|parquet)");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm");

    private FlowFileName() {}

    static boolean isLog(StoredFile file) {
        return LOG.matcher(file.name()).matches();
    }

    /** Time, account and region of the delivery, from the path. */
    static Optional<Delivery> delivery(String path) {
        Matcher matcher = DELIVERED.matcher(path);
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

    /** A delivery of the flows of one account and region. */
    record Delivery(String account, String region, Instant time) {}
}
