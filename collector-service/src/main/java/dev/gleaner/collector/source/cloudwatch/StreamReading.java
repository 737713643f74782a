package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.collector.publish.Found;
import dev.gleaner.contracts.deadletter.DeadLetter;
import dev.gleaner.contracts.signal.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the records of one delivery hold. */
final class StreamReading {

    /** Streams carry no period; the finest one is a minute, and coarser ones fall on its grid. */
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final String source;
    private final String requestId;
    private final HourlySignals hours;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final Map<Stretch, Instant> newest = new HashMap<>();
    private int lines;

    StreamReading(String source, Delivery delivery) {
        this.source = source;
        this.requestId = delivery.requestId();
        this.hours = new HourlySignals(source, PERIOD);
        for (int i = 0; i < delivery.records().size(); i++) {
            record(i, delivery.records().get(i));
        }
    }

    /** Lines of any kind. */
    int lines() {
        return lines;
    }

    List<Signal> signals(Instant observedAt) {
        return hours.signals(requestId, observedAt);
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** How many lines nobody reads, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** The time of the newest point of each account and region. */
    Map<Stretch, Instant> newest() {
        return newest;
    }

    private void record(int number, byte[] data) {
        String place = requestId + "/" + number;
        int first = skipBlank(data, 0);
        if (first < data.length && data[first] != '{') {
            // OpenTelemetry comes in binary: as lines it would be thousands of dead letters.
            deadLetters.add(DeadLetters.of(source, place, -1, Found.of(data), "the record is not of JSON lines"));
            return;
        }
        int line = 0;
        for (int from = first; from < data.length; line++) {
            int end = endOfLine(data, from);
            line(place, line, data, from, end);
            from = skipBlank(data, end);
        }
    }

    private void line(String place, int number, byte[] data, int from, int end) {
        lines++;
        StreamLine line = read(data, from, end);
        if (line instanceof StreamLine.Known known) {
            add(known.point());
        } else if (line instanceof StreamLine.Skipped other) {
            skipped.merge(other.reason(), 1, Integer::sum);
        } else {
            Found found = Found.of(Arrays.copyOfRange(data, from, end));
            deadLetters.add(DeadLetters.of(source, place, number, found, ((StreamLine.Malformed) line).reason()));
        }
    }

    private void add(Point point) {
        hours.add(point);
        Stretch stretch =
                new Stretch(source, point.series().account(), point.series().region());
        newest.merge(stretch, point.time(), (old, other) -> old.isAfter(other) ? old : other);
    }

    private static StreamLine read(byte[] data, int from, int end) {
        try {
            return StreamLine.read(data, from, end - from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int endOfLine(byte[] data, int from) {
        int end = from;
        while (end < data.length && data[end] != '\n') {
            end++;
        }
        return end;
    }

    private static int skipBlank(byte[] data, int from) {
        int next = from;
        while (next < data.length && (data[next] == '\n' || data[next] == '\r' || data[next] == ' ')) {
            next++;
        }
        return next;
    }
}
