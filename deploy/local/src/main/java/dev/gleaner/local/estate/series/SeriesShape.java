package dev.gleaner.local.estate.series;

import static com.fasterxml.jackson.annotation.JsonFormat.Shape.STRING;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a series, from which a point is computed for any time. Levels are percent, or bytes per five minutes.
 *
 * @param level the level outside of spikes and work
 * @param noise standard deviation of a point as a share of its level
 * @param daily amplitude of the daily cycle as a share of the level; highest at 15:00 UTC
 * @param lost share of the points that never arrive
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SeriesShape(
        double level,
        double noise,
        double daily,
        double lost,
        @Nullable Spikes spikes,
        List<Weekly> weekly,
        List<Once> once,
        List<Hole> holes) {

    public SeriesShape {
        weekly = weekly == null ? List.of() : List.copyOf(weekly);
        once = once == null ? List.of() : List.copyOf(once);
        holes = holes == null ? List.of() : List.copyOf(holes);
    }

    /** A constant level with noise. */
    public static SeriesShape flat(double level, double noise) {
        return new SeriesShape(level, noise, 0, 0, null, List.of(), List.of(), List.of());
    }

    public SeriesShape withDaily(double amplitude) {
        return new SeriesShape(level, noise, amplitude, lost, spikes, weekly, once, holes);
    }

    public SeriesShape withLost(double part) {
        return new SeriesShape(level, noise, daily, part, spikes, weekly, once, holes);
    }

    public SeriesShape withSpikes(Spikes some) {
        return new SeriesShape(level, noise, daily, lost, some, weekly, once, holes);
    }

    public SeriesShape withWeekly(Weekly... bursts) {
        return new SeriesShape(level, noise, daily, lost, spikes, List.of(bursts), once, holes);
    }

    public SeriesShape withOnce(List<Once> bursts) {
        return new SeriesShape(level, noise, daily, lost, spikes, weekly, bursts, holes);
    }

    public SeriesShape withHoles(Hole... gaps) {
        return new SeriesShape(level, noise, daily, lost, spikes, weekly, once, List.of(gaps));
    }

    /** Single points at another level; {@code rate} is their share of all points. */
    public record Spikes(double rate, double level) {}

    /** Work on these days of every week, from a time of day (UTC) for a length of time. */
    public record Weekly(
            Set<DayOfWeek> days,
            LocalTime from,
            @JsonFormat(shape = STRING) Duration length,
            double level) {

        public Weekly {
            days = Collections.unmodifiableSet(EnumSet.copyOf(days));
        }

        /** Work on every day. */
        public static Weekly everyDay(LocalTime from, Duration length, double level) {
            return new Weekly(EnumSet.allOf(DayOfWeek.class), from, length, level);
        }
    }

    /** Work at a single time. */
    public record Once(
            EstateTime at, @JsonFormat(shape = STRING) Duration length, double level) {}

    /** Missing points at the start of each interval (counted from 1970-01-01T00:00Z). */
    public record Hole(
            @JsonFormat(shape = STRING) Duration every,
            @JsonFormat(shape = STRING) Duration length) {}
}
