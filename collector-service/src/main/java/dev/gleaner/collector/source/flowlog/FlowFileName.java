package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.LogDelivery;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses the names of flow log files. */
final class FlowFileName {

    private static final Pattern DELIVERED =
            Pattern.compile("(?:.*/)?(\\d{12})_vpcflowlogs_([a-z0-9-]+)_fl-[0-9a-z]+_(\\d{8}T\\d{4})Z_[^/]*");
    private static final Pattern LOG = Pattern.compile(".*\\.(?:log|log\\.gz|parquet)");

    private FlowFileName() {}

    static boolean isLog(StoredFile file) {
        return LOG.matcher(file.name()).matches();
    }

    /** Time, account and region of the delivery, from the path. */
    static Optional<LogDelivery> delivery(String path) {
        return LogDelivery.parse(DELIVERED, path);
    }
}
