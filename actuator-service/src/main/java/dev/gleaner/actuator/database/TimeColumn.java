package dev.gleaner.actuator.database;

import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Columns of type {@code timestamptz} in the rows of a native query. */
public final class TimeColumn {

    private TimeColumn() {}

    /** The time in a column, by its index from 0; null for an SQL null. */
    public static @Nullable Instant instant(Tuple row, int column) {
        return instant(row.get(column, OffsetDateTime.class));
    }

    /** The time in a column, by its name; null for an SQL null. */
    public static @Nullable Instant instant(Tuple row, String column) {
        return instant(row.get(column, OffsetDateTime.class));
    }

    /** The times of rows with a text and its time, by the text; neither is an SQL null. */
    public static Map<String, Instant> byText(List<Tuple> rows) {
        return rows.stream()
                .collect(Collectors.toMap(
                        row -> row.get(0, String.class),
                        row -> row.get(1, OffsetDateTime.class).toInstant()));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
