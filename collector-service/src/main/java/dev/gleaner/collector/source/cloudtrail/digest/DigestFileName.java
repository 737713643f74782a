package dev.gleaner.collector.source.cloudtrail.digest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a digest file tells, as CloudTrail gives it (CloudTrail User Guide, "CloudTrail digest file structure").
 *
 * @param chain account, region and trail, of which there is a digest each hour; one that is delivered later, for log files
 *     that the hour's own did not name ({@code _backfill}), stands alone
 * @param end of the time that it is about
 */
record DigestFileName(String account, String region, String chain, Instant end) {

    private static final Pattern NAME = Pattern.compile(
            "((\\d{12})_CloudTrail-Digest_([a-z0-9-]+)_.+)_(\\d{8}T\\d{6})Z(_backfill)?\\.json(?:\\.gz)?");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");

    /** Of the file of this name; empty where it is no digest's. */
    static Optional<DigestFileName> of(String file) {
        Matcher named = NAME.matcher(file);
        if (!named.matches()) {
            return Optional.empty();
        }
        try {
            Instant end = LocalDateTime.parse(named.group(4), SECOND).toInstant(ZoneOffset.UTC);
            String chain = named.group(5) == null ? named.group(1) : file;
            return Optional.of(new DigestFileName(named.group(2), named.group(3), chain, end));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether it comes behind the others. */
    boolean isBackfill() {
        return NAME.matcher(chain).matches();
    }
}
