package dev.gleaner.collector.source.accesslog;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.LogDelivery;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the names of server access log files: {@code PREFIXyyyy-mm-dd-hh-mm-ss-UNIQUE}, and with date-based partitions
 * {@code PREFIXaccount/region/bucket/yyyy/mm/dd/yyyy-mm-dd-hh-mm-ss-UNIQUE}. The time is that of the delivery or, in partitions by event
 * time, the day of the requests. Source: Amazon S3 User Guide, "Logging requests with server access logging", and Amazon S3 API Reference,
 * PartitionedPrefix.
 */
final class AccessLogFileName {

    private static final Pattern LOG = Pattern.compile(".*?(\\d{4}(?:-\\d{2}){5})-[0-9A-Za-z]+(?:\\.gz)?");
    private static final Pattern PARTITION =
            Pattern.compile("(?:.*?[^0-9])??(\\d{12})/([a-z]{2}(?:-[a-z]+)+-\\d)/[^/]+/\\d{4}/\\d{2}/\\d{2}/[^/]+");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT);

    private AccessLogFileName() {}

    static boolean isLog(StoredFile file) {
        return time(file.name()).isPresent();
    }

    /**
     * Time, account and region of the delivery.
     *
     * @param account and {@code region} are those of files without partitions; empty if unknown
     */
    static Optional<LogDelivery> delivery(String path, String account, String region) {
        Matcher partition = PARTITION.matcher(path);
        boolean isPartitioned = partition.matches();
        return time(path.substring(path.lastIndexOf('/') + 1))
                .map(time -> isPartitioned
                        ? new LogDelivery(partition.group(1), partition.group(2), time)
                        : new LogDelivery(account, region, time));
    }

    private static Optional<Instant> time(String name) {
        Matcher matcher = LOG.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
