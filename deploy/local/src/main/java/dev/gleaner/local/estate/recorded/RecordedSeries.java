package dev.gleaner.local.estate.recorded;

import dev.gleaner.local.estate.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The values of a file of the Numenta Anomaly Benchmark ({@code timestamp,value}), one for each five minutes from its
 * first line on. Gaps are null; of two values for the same five minutes the first counts.
 */
record RecordedSeries(List<@Nullable Double> values) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** Reads a file; {@link IOException} with the line when it has another form. */
    static RecordedSeries read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<@Nullable Double> values = new ArrayList<>();
        @Nullable LocalDateTime first = null;
        for (int i = 1; i < lines.size(); i++) {
            try {
                String[] cells = lines.get(i).split(",", 2);
                LocalDateTime time = LocalDateTime.parse(cells[0], TIME);
                first = first == null ? time : first;
                put(values, place(first, time), Double.parseDouble(cells[1]));
            } catch (DateTimeParseException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(file + " line " + (i + 1) + " is not timestamp,value: " + lines.get(i), e);
            }
        }
        return new RecordedSeries(Collections.unmodifiableList(values));
    }

    Duration length() {
        return Duration.ofSeconds((long) values.size() * Series.FIVE_MINUTES);
    }

    private static int place(LocalDateTime first, LocalDateTime time) {
        return (int) Math.round((double) Duration.between(first, time).toSeconds() / Series.FIVE_MINUTES);
    }

    private static void put(List<@Nullable Double> values, int place, double value) {
        while (values.size() <= place) {
            values.add(null);
        }
        if (values.get(place) == null) {
            values.set(place, value);
        }
    }
}
