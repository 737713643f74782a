package dev.gleaner.collector.source;

import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A delivery of a log file of one account and region, as the name of the file tells. */
public record LogDelivery(String account, String region, Instant time) {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm");

    /**
     * Parses the name of a file; empty for the name of another file.
     *
     * @param delivered whose groups are account, region and minute
     */
    public static Optional<LogDelivery> parse(Pattern delivered, String name) {
        Matcher matcher = delivered.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = LocalDateTime.parse(matcher.group(3), MINUTE).toInstant(ZoneOffset.UTC);
            return Optional.of(new LogDelivery(matcher.group(1), matcher.group(2), time));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Advances the progress of a source in each account and region of the deliveries.
     *
     * @param through the time up to which the source is complete, by the time of the newest delivery
     */
    public static void advance(
            ProgressPublisher progress, String source, List<LogDelivery> deliveries, UnaryOperator<Instant> through) {
        deliveries.stream()
                .map(LogDelivery::time)
                .max(Instant::compareTo)
                .map(through)
                .ifPresent(complete -> deliveries.stream()
                        .map(delivery -> new SourceScope(source, delivery.account(), delivery.region()))
                        .distinct()
                        .forEach(scope -> progress.advance(scope, complete)));
    }
}
